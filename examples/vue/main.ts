import { createApp } from 'vue';
import App from './App.vue';

// For the compiler, `ghost-text` is an element: `template.compilerOptions.isCustomElement` of Vite's plugin for Vue.
createApp(App).mount('#app');
