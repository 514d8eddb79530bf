import { defineAsyncComponent } from 'vue';

/** The first-run wizard: shown by the stage of the program, not by an address. */
export const SetupView = defineAsyncComponent(() => import('./SetupView.vue'));
