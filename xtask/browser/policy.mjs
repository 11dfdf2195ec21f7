// Whether the content policy of a page holds: what would load from another host, or send to it, is refused by the browser.

/// What the page of a browser may still do with another host.
export async function policy(browser, url) {
    const page = await browser.newPage();
    await page.goto(url, { waitUntil: 'load' });
    const allowed = await page.evaluate(async () => {
        const elsewhere = 'https://example.invalid/';
        const element = (name, attributes) => document.body.append(Object.assign(document.createElement(name), attributes));
        const tries = {
            'connect-src': () => fetch(elsewhere).catch(() => undefined),
            'img-src': () => element('img', { src: `${elsewhere}a.png` }),
            'script-src': () => element('script', { src: `${elsewhere}a.js` }),
            'style-src': () => element('link', { rel: 'stylesheet', href: `${elsewhere}a.css` }),
            'font-src': () => document.fonts.add(new FontFace('a', `url(${elsewhere}a.woff2)`)) && document.fonts.load('1em a').catch(() => undefined),
            'frame-src': () => element('iframe', { src: elsewhere }),
            // A lab brings a worker as text; no file is one.
            'worker-src': () => new Worker(new URL('elsewhere.js', location.href)),
        };
        const refused = new Set();
        document.addEventListener('securitypolicyviolation', (event) => refused.add(event.effectiveDirective.replace('-elem', '')));
        Object.values(tries).forEach((attempt) => attempt());
        for (let wait = 0; wait < 50 && refused.size < Object.keys(tries).length; wait += 1) {
            await new Promise((resolve) => setTimeout(resolve, 100));
        }
        return Object.keys(tries).filter((directive) => !refused.has(directive));
    });
    await page.close();
    return allowed.map((directive) => `the content policy lets a page load what is not its own: ${directive}`);
}
