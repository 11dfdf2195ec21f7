import { launch } from './chromium.mjs';
const [page_, out, theme, width, ...sel] = process.argv.slice(2);
const browser = await launch('/usr/bin/chromium');
const page = await browser.newPage();
await page.setViewport({ width: +width, height: 1000, deviceScaleFactor: 2 });
await page.evaluateOnNewDocument((t) => { try { localStorage.setItem('mdbook-theme', t); localStorage.setItem('mdbook-sidebar', 'hidden'); } catch {} }, theme);
await page.goto('file:///work/tmp/w/book/' + page_, { waitUntil: 'load' });
await new Promise(r => setTimeout(r, 400));
for (const s of sel) { const e = await page.$(s); if (e) await e.screenshot({ path: `${out}-${s.replace(/[^a-z0-9]/gi, '')}.png` }); else console.log('no', s); }
await browser.close();
