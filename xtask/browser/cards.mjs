// The cards of a page: they open by mouse, by keyboard and by touch, stay in the window and say something.

/// Opens the first card of each kind that the page has: by mouse and by keyboard, or by touch. The last one stays open for
/// axe.
export async function cards(page, isPhone) {
    const found = [];
    const kinds = ['main mi.known', 'main a.chip', '.proof a', 'a.term', 'a.cite', 'main p a[href*="#eq-"]', '.about'];
    for (const kind of (await page.$('#cards')) ? kinds : []) {
        const all = await page.$$(kind);
        const seen = await Promise.all(all.slice(0, 20).map((trigger) => trigger.isVisible()));
        const trigger = all[seen.indexOf(true)];
        if (!trigger) {
            continue;
        }
        const ways = {
            touch: () => trigger.tap(),
            mouse: () => (kind === '.about' ? trigger.click() : trigger.hover()),
            keyboard: async () => {
                await trigger.focus();
                await (kind === '.about' && page.keyboard.press('Enter'));
            },
        };
        const used = isPhone ? ['touch'] : kind.endsWith('mi.known') ? ['mouse'] : ['mouse', 'keyboard'];
        for (const way of used) {
            await page.keyboard.press('Escape');
            // Away from all cards; a phone has no mouse, and one that is moved there misleads the taps.
            await (isPhone || page.mouse.move(1, 1));
            await trigger.evaluate((element) => {
                document.activeElement.blur();
                element.scrollIntoView({ block: 'center', behavior: 'instant' });
            });
            const before = page.url();
            // On a busy machine a tap may last so long that the browser takes it for another gesture.
            let isOpen = null;
            for (let tries = 0; !isOpen && tries < (way === 'touch' ? 3 : 1); tries += 1) {
                await ways[way]();
                isOpen = await page.waitForSelector('#card:popover-open', { timeout: 2000 }).catch(() => null);
            }
            const message = isOpen ? await page.evaluate(cardIsWrong) : page.url() === before ? 'does not open' : 'leaves the page instead';
            if (message) {
                found.push(`the card of ${kind} by ${way}: ${message}`);
            }
        }
    }
    return found;
}

/// In the page: what is wrong with the card that is open, if anything.
function cardIsWrong() {
    const card = document.getElementById('card');
    const { left, top, right, bottom } = card.getBoundingClientRect();
    if (left < 0 || top < 0 || right > document.documentElement.clientWidth || bottom > innerHeight) {
        return `leaves the window: ${[left, top, right, bottom].map(Math.round)}`;
    }
    const words = card.textContent.trim();
    const formulas = [...card.querySelectorAll('math')].filter((math) => math.getBoundingClientRect().height > 2);
    return words.length > 1 && (words.length > 12 || formulas.length > 0) ? '' : `is empty: "${words}"`;
}
