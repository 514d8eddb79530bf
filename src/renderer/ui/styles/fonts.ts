// Latin faces, then the unicode-range slices of the Song and Hei faces: a page loads only the slices its text needs.
import '@fontsource-variable/source-serif-4/opsz.css';
import '@fontsource-variable/instrument-sans/standard.css';
import '@fontsource/ibm-plex-mono/latin-400.css';
import '@fontsource/ibm-plex-mono/latin-500.css';
import '@fontsource/noto-serif-sc/600.css';
import '@fontsource/noto-sans-sc/400.css';
import '@fontsource/noto-sans-sc/600.css';
