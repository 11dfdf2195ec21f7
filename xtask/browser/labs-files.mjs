// The playground's tables and networks: what is pasted, dropped, saved and opened; and what is wrong with it.

import { mkdtempSync, writeFileSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { started } from './labs-cases.mjs';

const FIGURE = 'figure[data-lab="playground"]';
const BOX = '.lab-playground';
/// Two classes, three columns.
const TABLE = ['a,b,c,kind', ...Array.from({ length: 60 }, (_, k) => `${Math.sin(k)},${100 * Math.cos(2 * k)},${k % 7},${k % 2 ? 'odd' : 'even'}`)].join('\n');

/// A sample of class 1 has the colour of class 1 in all figures of the book, and is a triangle.
export async function colours(open, address) {
    const { page, fail } = await open(`${address}/playground.html#lab=playground`);
    await page.waitForFunction(started, { timeout: 30_000 }, 'playground');
    const found = await page.$eval(FIGURE, (figure) => {
        const [stage, view] = [figure.lab, figure.querySelector('.plane')];
        const paint = view.getContext('2d');
        const points = stage.can.samples();
        const near = (k, j) => Math.hypot(points[3 * k] - points[3 * j], points[3 * k + 1] - points[3 * j + 1]) < 0.15;
        const alone = Array.from({ length: points.length / 3 }, (_, k) => k).filter((k, _, all) => all.every((j) => j === k || !near(k, j)));
        return alone.map((k) => {
            const [x, y] = [(points[3 * k] + 2.4) / 4.8, (2.4 - points[3 * k + 1]) / 4.8].map((part) => Math.round(part * view.width));
            return { label: points[3 * k + 2], rgb: [...paint.getImageData(x, y, 1, 1).data.slice(0, 3)], of: stage.colours() };
        });
    });
    const labels = new Set(found.map(({ label }) => label));
    // Where an edge is smoothed, a shade apart.
    const apart = (rgb, colour) => Math.hypot(...rgb.map((part, k) => part - colour[k]));
    const wrong = found.filter(({ label, rgb, of }) => (apart(rgb, of.negative) < apart(rgb, of.positive)) !== (label === 1));
    if (labels.size < 2 || wrong.length > 0) {
        fail(`of ${found.length} samples ${wrong.length} have not the colour of their class: ${JSON.stringify(wrong[0])}`);
    }
    await page.close();
}

export async function files(open, address, isChromium) {
    const { page, fail } = await open(`${address}/playground.html#lab=playground&layers=4:tanh`);
    await page.waitForFunction(started, { timeout: 30_000 }, 'playground');
    const folder = mkdtempSync(join(tmpdir(), 'labs-'));
    const said = () => page.$eval(`${BOX} .said`, (said) => said.textContent);
    const numbers = () => page.$eval(FIGURE, (figure) => figure.lab.can.numbers());
    const press = (text) => page.$$eval(`${BOX} .doors button`, (buttons, text) => buttons.find((button) => button.textContent === text).click(), text);
    const expect = async (what, words) => {
        await page.waitForFunction((box, words) => document.querySelector(`${box} .said`).textContent.includes(words), { timeout: 20_000 }, BOX, words)
            .catch(async () => fail(`${what} is answered by: ${await said()}`));
    };
    /// Lays a file down on the playground.
    const drop = (name, bytes) => page.evaluate((box, name, bytes) => {
        const data = new DataTransfer();
        data.items.add(new File([new Uint8Array(bytes)], name));
        document.querySelector(box).dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
    }, BOX, name, [...bytes]);
    await page.$eval(`${BOX} .doors`, (doors) => { doors.open = true; });
    const paste = async (text) => {
        await page.$eval(`${BOX} .doors textarea`, (area, text) => { area.value = text; }, text);
        await press('Use this table');
    };
    await paste('Dear reader');
    await expect('a text', "the first line, 'Dear reader', has one column; at least two of numbers and one to be answered are needed");
    await paste('a,b,y\n1,2,3\n1,NaN,4');
    await expect('what is no number', "row 2 (line 3), column 'b': 'NaN' is not a finite number");
    await paste(`a,b,y\n${'1,2,3\n'.repeat(1e6)}`);
    await expect('a million rows', '1000000 rows are too many; the playground takes at most 5000');
    await drop('picture.png', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'));
    await expect('a picture', 'picture.png: this is no text, or not in UTF-8');
    await drop('other.safetensors', Buffer.from('no model'));
    await expect('a file that is no model', 'has written can be opened');
    const repeated = await page.$eval(`${BOX} .doors .told`, (told) => told.textContent);
    if (repeated !== await said()) {
        fail(`beside the table stands not what was told, but: ${repeated}`);
    }
    await paste('a,b,y\n1,2,3\n1,two,4');
    await expect('a word among numbers', "row 2 (line 3), column 'b': 'two' is not a number");
    await paste(TABLE);
    await expect('a table', '60 rows: x₁ and x₂ are the first two principal components of 3 columns');
    await page.$eval(FIGURE, (figure) => figure.lab.advance(200));
    const learnt = await numbers();
    if (isChromium) {
        // Saved, the network is a file; opened, it is the same network.
        const session = await page.createCDPSession();
        await session.send('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath: folder, browserContextId: undefined });
        await press('Save the network');
        for (let wait = 0; wait < 50 && !readdirSync(folder).includes('playground.safetensors'); wait += 1) {
            await new Promise((wake) => setTimeout(wake, 100));
        }
        const file = readFileSync(join(folder, 'playground.safetensors'));
        await page.$eval(FIGURE, (figure) => figure.lab.anew(figure.lab.can.again));
        await drop('network.safetensors', file);
        await expect('a network', 'network.safetensors is here');
        const opened = await numbers();
        if (learnt.slice(1).some((number, k) => Math.abs(number - opened[k + 1]) > 1e-5)) {
            fail(`a network that was saved and opened is another one: ${learnt} and ${opened}`);
        }
        file[file.length - 3] ^= 1;
        await drop('damaged.safetensors', file);
        await expect('a damaged file', 'damaged.safetensors: not a usable model file: it is damaged');
        writeFileSync(join(folder, 'table.csv'), TABLE.replaceAll(',', ';'));
        const chooser = await page.$(`${BOX} .doors input[type="file"]`);
        await chooser.uploadFile(join(folder, 'table.csv'));
    } else {
        await drop('table.csv', Buffer.from(TABLE.replaceAll(',', ';')));
    }
    await expect('a file', '60 rows');
    await drop('few.csv', Buffer.from('a,b,y\n1,2,x\n'));
    await expect('a table of one row', "few.csv, column 'y': every row has the same class 'x'");
    rmSync(folder, { recursive: true });
    await page.close();
}
