// The keyboard of a page, and the page that is shown in place of one that does not exist.

/// What is wrong with the keyboard of a page: the first Tab leads past the menus, and the arrow keys in a listing stay there.
export async function keys(page) {
    const found = [];
    const address = page.url();
    await page.reload({ waitUntil: 'load' });
    await page.keyboard.press('Tab');
    if (!await page.evaluate(() => document.activeElement.matches('a.skip'))) {
        found.push('the first Tab does not lead to a link past the menus');
    } else {
        await page.keyboard.press('Enter');
        await page.waitForFunction(() => document.activeElement === document.querySelector('main'), { timeout: 2000 })
            .catch(() => found.push('the link past the menus does not lead to the text'));
    }
    // The first one that is not in a fold; a short one too, which is no place for the focus by itself.
    const isFocused = await page.evaluate(() => {
        const listing = [...document.querySelectorAll('main pre > code')].find((code) => code.checkVisibility());
        listing?.setAttribute('tabindex', '0');
        listing?.focus();
        return Boolean(listing);
    });
    if (isFocused) {
        let isLeft = false;
        const listen = (request) => { isLeft ||= request.isNavigationRequest(); };
        page.on('request', listen);
        await page.keyboard.press('ArrowRight');
        await new Promise((resolve) => setTimeout(resolve, 500));
        page.off('request', listen);
        if (isLeft) {
            found.push('an arrow key in a listing leaves the page');
            await page.goto(address, { waitUntil: 'load' });
        }
    }
    return found;
}

/// What is wrong with the page that is shown in place of one that does not exist, in a folder of the book.
export async function lost(browser, address) {
    const page = await browser.newPage();
    const found = [];
    page.on('requestfailed', (request) => found.push(`request failed: ${request.url()}`));
    page.on('response', (response) => {
        if (response.status() >= 400 && response.request().resourceType() !== 'document') {
            found.push(`no ${response.request().resourceType()}: ${response.url()}`);
        }
    });
    await page.goto(`${address}/no/such/page.html`, { waitUntil: 'load' });
    const isStyled = await page.evaluate(() => [...document.styleSheets].some((sheet) => sheet.cssRules.length > 0));
    if (!isStyled) {
        found.push('no style sheet is loaded');
    }
    await page.close();
    return found.map((message) => `404.html (for a page that does not exist): ${message}`);
}
