// What is far from the window is not laid out before it comes near: whether that is so, and nobody is led astray by it.

/// In a page that begins: lays out everything at once, so that all of it can be looked at.
export function layOutAll() {
    addEventListener('DOMContentLoaded', () => {
        const style = document.createElement('style');
        style.textContent = 'main > * { content-visibility: visible !important; }';
        document.head.append(style);
    });
}

/// What is wrong with a long page: an address of something far below leads there, by a link, too; and what is between is not laid out.
export async function far(browser, address) {
    const page = await browser.newPage();
    const found = [];
    await page.setViewport({ width: 1280, height: 900 });
    await page.goto(address, { waitUntil: 'load' });
    const ids = await page.evaluate(() => [...document.querySelectorAll('main > :is(figure, .equation, h2)[id]')].map((one) => one.id));
    // Not the last ones, above which the page may end.
    for (const id of [ids[Math.floor(ids.length / 2)], ids.at(-8)]) {
        for (const way of ['address', 'link']) {
            if (way === 'address') {
                await page.goto('about:blank');
                await page.goto(`${address}#${id}`, { waitUntil: 'load' });
            } else {
                await page.evaluate(() => scrollTo(0, 0));
                await page.evaluate((id) => { location.hash = ''; location.hash = id; }, id);
            }
            await page.evaluate(() => document.fonts.ready.then(() => new Promise((resolve) => setTimeout(resolve, 500))));
            const top = await page.evaluate((id) => document.getElementById(id).getBoundingClientRect().top, id);
            if (top < 0 || top > 150) {
                found.push(`the ${way} of #${id} leads to a place that is ${Math.round(top)} px away from it`);
            }
        }
    }
    await page.evaluate(() => scrollTo(0, 0));
    await new Promise((resolve) => setTimeout(resolve, 500));
    const isAway = await page.evaluate(() => {
        const last = [...document.querySelectorAll('main > figure figcaption')].at(-1);
        return !last.checkVisibility({ contentVisibilityAuto: true });
    });
    if (!isAway) {
        found.push('a figure far below is laid out before it comes near');
    }
    await page.close();
    return found;
}
