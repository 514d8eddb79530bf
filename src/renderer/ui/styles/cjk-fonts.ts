// Unicode-range slices of the Song and Hei faces: the rules alone weigh more than the console's own style, so they come
// with the Chinese words, and a page loads only the slices that its text needs.
import '@fontsource/noto-serif-sc/600.css';
import '@fontsource/noto-sans-sc/400.css';
import '@fontsource/noto-sans-sc/600.css';
