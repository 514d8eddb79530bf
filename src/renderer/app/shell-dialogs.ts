import { defineStore } from 'pinia';
import { ref } from 'vue';

/** Dialogs of the shell that the masthead's menu and the palette both open. */
export const useShellDialogs = defineStore('shell-dialogs', () => ({ play: ref(false), leave: ref(false) }));
