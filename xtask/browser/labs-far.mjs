// A lab that computes in a worker: it does, it tells what goes wrong there, and without workers it computes in the page.

import { CASES, compare, started } from './labs-cases.mjs';

const [LAB, NAME, SETTINGS] = CASES.find(([lab]) => lab === 'map');
const FIGURE = `figure[data-lab="${LAB}"]`;
const ADDRESS = `${NAME}#lab=${LAB}&${SETTINGS}`;

export async function far(open, base, native) {
    const { page, fail } = await open(`${base}/${ADDRESS}`);
    await page.waitForFunction(started, { timeout: 30_000 }, LAB);
    const told = await page.$eval(FIGURE, async ({ lab }) => {
        const wrong = await lab.guarded(() => lab.place.ask(['new', 'Map', 'perplexity=1'])) ?? lab.said.textContent;
        const isTold = lab.said.classList.contains('wrong');
        // What was there is still there.
        const [[steps]] = await lab.place.ask(['numbers']);
        await lab.advance(3);
        return { isAway: Boolean(lab.place.worker), wrong, isTold, steps, then: lab.can.numbers()[0], said: lab.said.textContent };
    });
    if (!told.isAway) {
        fail(`${LAB} computes in the page, although there are workers`);
    }
    if (!(told.isTold && told.wrong.includes('from 2 to 120') && told.steps === 0 && told.then === 3 && told.said.startsWith('Step 3'))) {
        fail(`an error far away is not told, or not survived: ${JSON.stringify(told)}`);
    }
    await page.close();
    for (const refuse of [() => { delete window.Worker; }, refused]) {
        await compare((url) => open(url, { before: refuse }), base, [CASES.find(([lab]) => lab === LAB)], native);
    }
}

/// In the page: workers are made, but do not start.
function refused() {
    window.Worker = class extends EventTarget {
        postMessage() {
            setTimeout(() => this.dispatchEvent(new Event('error', { cancelable: true })));
        }

        terminate() {}
    };
}
