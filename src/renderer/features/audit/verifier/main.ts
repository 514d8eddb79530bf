import { createPinia } from 'pinia';
import { createApp } from 'vue';
import { i18n, loadLanguage } from '../../../app/i18n.ts';
import { usePreferences } from '../../../app/preferences.ts';
import { handleKey } from '../../../app/shortcuts.ts';
import VerifierPage from './VerifierPage.vue';
import '@fontsource-variable/source-serif-4/opsz.css';
import '@fontsource-variable/instrument-sans/standard.css';
import '@fontsource/ibm-plex-mono/latin-400.css';
import '../../../ui/styles/tokens.css';
import '../../../ui/styles/base.css';
import '../../../ui/styles/print.css';

window.addEventListener('keydown', handleKey);
const app = createApp(VerifierPage).use(createPinia()).use(i18n);
loadLanguage(usePreferences().language).then(() => app.mount('#app'));
