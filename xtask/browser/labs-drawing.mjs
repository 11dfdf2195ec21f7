// Chapter 13's lab answers every test digit as the native library does, and reads a digit while the mouse draws it.

import { EXACT, started } from './labs-cases.mjs';

const LAB = 'figure[data-lab="drawing"]';
/// Corners of strokes, in parts of the field.
const DIGITS = {
    7: [[[0.25, 0.2], [0.6, 0.2], [0.35, 0.7]]],
    4: [[[0.35, 0.15], [0.28, 0.5], [0.7, 0.48]], [[0.62, 0.2], [0.6, 0.85]]],
    3: [[[0.32, 0.25], [0.45, 0.15], [0.6, 0.2], [0.62, 0.32], [0.47, 0.45], [0.66, 0.58], [0.62, 0.74], [0.48, 0.8], [0.32, 0.74]]],
};

async function openLab(open, base) {
    const { page, fail } = await open(`${base}/13-at-full-size.html#lab=drawing`);
    await page.waitForFunction(started, { timeout: 30_000 }, 'drawing');
    await page.$eval(`${LAB} .ask button[type="button"]`, (skip) => skip.click());
    return { page, fail };
}

/// All test digits, pixel by pixel, beside the probabilities that the native library gives them.
export async function testDigits(open, base, native) {
    const { page, fail } = await openLab(open, base);
    const [shown, time] = await page.$eval(LAB, ({ lab }) => {
        const begin = performance.now();
        const probabilities = lab.can.test();
        return [probabilities, (10 * (performance.now() - begin)) / probabilities.length];
    });
    const apart = Math.max(...native.map((probability, k) => Math.abs(probability - shown[k])));
    if (!(shown.length === 2000 && native.length === 2000 && apart <= EXACT)) {
        fail(`drawing: a probability of a test digit is ${apart} from the native one`);
    }
    console.log(`${base.slice(0, 5)}  a test digit is answered in ${time.toFixed(2)} ms, its probabilities at most ${apart.toExponential(1)} from the native ones`);
    await page.close();
}

/// Digits drawn with the mouse: the answer is there before the button is let go, and is told when it is.
export async function drawn(open, base) {
    const { page, fail } = await openLab(open, base);
    for (const [digit, strokes] of Object.entries(DIGITS)) {
        await page.$eval(`${LAB} .sheet`, (field) => field.scrollIntoView({ block: 'center' }));
        const { x, y, width } = await (await page.$(`${LAB} .sheet`)).boundingBox();
        const to = ([right, down], options) => page.mouse.move(x + right * width, y + down * width, options);
        let answer;
        for (const [first, ...others] of strokes) {
            await to(first);
            await page.mouse.down();
            for (const corner of others) {
                await to(corner, { steps: 6 });
            }
            answer = await page.$eval(`${LAB} .answer`, (shown) => shown.textContent);
            await page.mouse.up();
        }
        const said = await page.$eval(`${LAB} .said`, (told) => told.textContent);
        if (answer !== digit || !said.startsWith(`The network reads a ${digit}`)) {
            fail(`drawing: a ${digit} is read as ${answer}, and told so: ${said}`);
        }
        await page.$eval(LAB, ({ lab }) => lab.anew(lab.can.again));
    }
    await page.close();
}
