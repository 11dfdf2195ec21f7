// Draws the pictures of a built book that others show beside a link to it: one for each chapter of the tour, and one for the book.
//
// node previews.mjs CHROMIUM BOOK FOLDER      BOOK is the folder of the book, FOLDER where the pictures go

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { launch } from './chromium.mjs';

const [chromium, book, folder] = process.argv.slice(2);
const browser = await launch(chromium);
const page = await browser.newPage();
await page.setBypassCSP(true);
await page.evaluateOnNewDocument(() => localStorage.setItem('mdbook-theme', 'light'));
await page.setViewport({ width: 1200, height: 630 });
await page.goto(pathToFileURL(join(book, 'index.html')).href, { waitUntil: 'load' });
await page.addStyleTag({ content: `
    #preview { position: fixed; inset: 0; z-index: 1000; box-sizing: border-box; display: grid; grid-template-columns: 1fr 480px; gap: 50px;
        align-items: center; padding: 60px 60px 60px 70px; background: #fff; border-block-end: 14px solid #005f99; line-height: 1.3; }
    #preview .book { font-size: 25px; color: #57606a; }
    #preview .title { margin-block: 18px 22px; font-size: 54px; font-weight: 600; line-height: 1.12; color: #1f2328; text-wrap: balance; }
    #preview .promise { font-size: 29px; color: #3c434b; }
    #preview .picture { height: 440px; display: flex; align-items: center; justify-content: center; overflow: hidden; border-radius: 8px; }
    #preview .picture svg { flex: none; width: 122%; height: 122%; }
    #preview .picture pre { flex: 1; align-self: flex-start; font-size: 15px; line-height: 1.5; }
` });
const names = await page.evaluate(() => {
    const text = (element) => element?.textContent.trim().replace(/\s+/g, ' ') ?? '';
    const book = text(document.querySelector('.hero h1'));
    const hero = document.querySelector('.hero svg').cloneNode(true);
    hero.setAttribute('preserveAspectRatio', 'xMidYMid slice');
    const pictures = [...document.querySelectorAll('.tour > li')].map((stop) => ({
        name: stop.querySelector('a').getAttribute('href').replace(/\.html$/, ''),
        book,
        title: text(stop.querySelector('a')).replace(/^(\d+) /, '$1 · '),
        promise: text(stop.querySelector('p')).replace(/^./, (letter) => letter.toUpperCase()) + '.',
        picture: stop.querySelector('.thumbnail').firstElementChild.cloneNode(true),
    }));
    pictures.push({ name: 'index', book: '', title: book, promise: text(document.querySelector('.lead')).split('. ')[0], picture: hero });
    const place = document.createElement('div');
    place.id = 'preview';
    document.body.append(place);
    window.show = (index) => {
        const { book, title, promise, picture } = pictures[index];
        const words = document.createElement('div');
        for (const [name, content] of Object.entries({ book, title, promise })) {
            const line = document.createElement('div');
            line.className = name;
            line.textContent = content;
            words.append(line);
        }
        const box = document.createElement('div');
        box.className = 'picture';
        box.append(picture);
        place.replaceChildren(words, box);
    };
    return pictures.map(({ name }) => name);
});
for (const [index, name] of names.entries()) {
    await page.evaluate((index) => window.show(index), index);
    await page.screenshot({ path: join(folder, `${name}.png`) });
}
await browser.close();
