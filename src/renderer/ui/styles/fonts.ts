// Latin faces, which the console's first words need. The Song and Hei faces are in cjk-fonts.ts.
import '@fontsource-variable/source-serif-4/opsz.css';
import '@fontsource-variable/instrument-sans/standard.css';
import '@fontsource/ibm-plex-mono/latin-400.css';
import '@fontsource/ibm-plex-mono/latin-500.css';
import './language-switch.css';
