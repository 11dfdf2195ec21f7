// Labs that run for long: what they hold must not grow.

import { started } from './labs-cases.mjs';

/// Lab and page; each is run as fast as it goes, from the start again when it is over.
export const LONG = [['playground', 'playground.html'], ['map', '09-seeing.html']];
/// What a lab makes once, it has made after the first tenth of its time, or after so many seconds.
const WARM = 10;
/// Of the memory of WebAssembly and of the scripts, so much more than then is still no leak.
const MORE = 4 * 2 ** 20;
const MEGABYTE = 1e6;

/// Runs one for so many seconds.
export async function endurance(open, address, seconds, [lab, name]) {
    const { page, fail } = await open(`${address}/${name}#lab=${lab}`);
    await page.waitForFunction(started, { timeout: 30_000 }, lab);
    const session = await page.createCDPSession();
    const held = async () => {
        await session.send('HeapProfiler.collectGarbage');
        const { usedSize } = await session.send('Runtime.getHeapUsage');
        const wasm = await page.evaluate(async (lab) => {
            const { place } = document.querySelector(`figure[data-lab="${lab}"]`).lab;
            const [away] = (await place?.ask(['bytes'])) ?? [0];
            return (await window.annLibrary()).bytes() + away;
        }, lab);
        return { wasm, scripts: usedSize };
    };
    await page.evaluate((lab) => {
        const stage = document.querySelector(`figure[data-lab="${lab}"]`).lab;
        stage.speed.input.value = 'full';
        stage.play();
        // What a reader does now and then: from the start again, and with another seed.
        let turn = 0;
        setInterval(() => {
            turn += 1;
            window.stepsBefore = (window.stepsBefore ?? 0) + stage.clock.frames.steps;
            stage.anew(turn % 5 === 0 ? stage.can.seed : stage.can.again);
            stage.play();
        }, 1000);
    }, lab);
    const wait = (seconds) => new Promise((wake) => setTimeout(wake, seconds * 1000));
    const warm = Math.max(seconds / 10, WARM);
    await wait(warm);
    const first = await held();
    await wait(Math.max(0, seconds - warm));
    const last = await held();
    const steps = await page.evaluate((lab) => document.querySelector(`figure[data-lab="${lab}"]`).lab.clock.frames.steps + window.stepsBefore, lab);
    if (steps === 0) {
        fail(`${lab} does not run any more after ${seconds} s`);
    }
    for (const kind of ['wasm', 'scripts']) {
        if (last[kind] > first[kind] + MORE) {
            fail(`${lab} leaks: ${kind} hold ${first[kind]} bytes after ${warm} s and ${last[kind]} after ${seconds} s`);
        }
    }
    const told = (kind) => `${(first[kind] / MEGABYTE).toFixed(2)} MB, then ${(last[kind] / MEGABYTE).toFixed(2)}`;
    console.log(`${lab} for ${seconds} s: WebAssembly holds ${told('wasm')}; the scripts ${told('scripts')}`);
    await page.close();
}
