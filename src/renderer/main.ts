import { createPinia } from 'pinia';
import { createApp } from 'vue';
import App from './app/App.vue';
import { tellActivity } from './app/activity.ts';
import { i18n, loadLanguage } from './app/i18n.ts';
import { usePreferences } from './app/preferences.ts';
import { router } from './app/router.ts';
import { connect } from './rpc/connection.ts';
import { startLive } from './rpc/live.ts';
import './ui/styles/fonts.ts';
import './ui/styles/tokens.css';
import './ui/styles/base.css';
import './ui/styles/print.css';

connect();
tellActivity();
startLive();
const app = createApp(App).use(createPinia()).use(i18n).use(router);
loadLanguage(usePreferences().language).then(() => app.mount('#app'));
