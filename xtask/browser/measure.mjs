// What runs inside a page: what can be measured of it, on a screen and on paper.

/// In the page: what can be measured.
export function measure(smallestText, isPhone) {
    const found = [];
    // What is folded is looked at too.
    for (const details of document.querySelectorAll('details')) {
        details.open = true;
    }
    // A prediction answers, and uncovers what it is about.
    if (document.querySelector('details.prediction') && !location.pathname.endsWith('print.html')) {
        found.push('a prediction is still a fold');
    }
    for (const form of document.querySelectorAll('form.prediction')) {
        form.querySelector('input').value = '1';
        form.requestSubmit();
        if (!/You said 1; the program printed .+\. .+\./.test(form.querySelector('output').textContent)) {
            found.push(`a prediction does not answer: ${form.innerText}`);
        }
    }
    if (document.querySelector('.covered')) {
        found.push('an output is covered after all predictions are made');
    }
    // Such as the <F> of a type in Rust that should have been code.
    const unknown = [...document.querySelectorAll('*')].find((element) => element instanceof HTMLUnknownElement);
    if (unknown) {
        found.push(`<${unknown.localName}> is no element of HTML, in: ${unknown.parentElement.textContent.slice(0, 40)}`);
    }
    const root = document.documentElement;
    if (root.scrollWidth > root.clientWidth) {
        const wide = [...document.querySelectorAll('body *')].filter((element) => {
            const box = element.getBoundingClientRect();
            return box.width > 0 && box.right + scrollX > root.clientWidth + 1 && !element.closest('#mdbook-sidebar');
        });
        const first = wide[0] ? `<${wide[0].localName} class="${wide[0].getAttribute('class') ?? ''}">` : 'an element';
        found.push(`the page scrolls sideways: ${root.scrollWidth} px in ${root.clientWidth} px, because of ${first}`);
    }
    for (const math of document.querySelectorAll('math')) {
        if (math.getBoundingClientRect().height < 2) {
            found.push(`mathematics without height: ${math.dataset.tex ?? math.parentElement.parentElement.dataset.tex}`);
        }
    }
    if (document.querySelector('math') && !document.fonts.check('16px "New Computer Modern Math"')) {
        found.push('the mathematics font is not loaded');
    }
    // On a desk, code is read without scrolling; on a phone, what scrolls says so.
    for (const code of document.querySelectorAll('main pre > code')) {
        if (code.scrollWidth <= code.clientWidth) {
            continue;
        }
        if (!isPhone) {
            found.push(`code scrolls: ${code.textContent.slice(0, 40)}`);
        } else if (!getComputedStyle(code).backgroundAttachment.includes('local')) {
            found.push(`code has no shade where it scrolls: ${code.textContent.slice(0, 40)}`);
        }
    }
    // Nothing lies over a figure: its button stands above it.
    for (const zoom of document.querySelectorAll('.drawing > .zoom')) {
        if (zoom.getBoundingClientRect().bottom > zoom.parentElement.getBoundingClientRect().top) {
            found.push(`a button lies over ${zoom.closest('figure').id}`);
        }
    }
    // Chromium reserves the largest sign for each root; `light.css` takes back what a low one has too much.
    const low = document.querySelector('main msqrt.low');
    if (low && !CSS.supports('-moz-appearance: none')) {
        const [whole, inside] = [low, low.firstElementChild].map((element) => element.getBoundingClientRect().width);
        if ((whole - inside) / parseFloat(getComputedStyle(low).fontSize) < 0.95) {
            found.push('Chromium leaves no room behind a root any more: the rule for `msqrt.low` can go');
        }
    }
    for (const figure of document.querySelectorAll('figure')) {
        const name = figure.id || 'a figure without id';
        // Of a figure that is drawn for two rooms, one is to be seen.
        const shown = [...figure.querySelectorAll('.drawing svg')].filter((svg) => svg.getClientRects().length > 0);
        if (shown.length > 1) {
            found.push(`${name} shows ${shown.length} drawings at once`);
        }
        const [svg] = shown;
        const box = svg?.getBoundingClientRect();
        if (!svg || box.width < 40 || box.height < 40) {
            found.push(`${name} is not visible`);
            continue;
        }
        if (isPhone) {
            const scale = svg.getScreenCTM().a;
            const sizes = [...svg.querySelectorAll('text')].map((text) => parseFloat(getComputedStyle(text).fontSize) * scale);
            const smallest = Math.min(...sizes);
            if (smallest < smallestText) {
                found.push(`${name} has text of ${smallest.toFixed(1)} px; at least ${smallestText} px can be read`);
            }
        }
    }
    return found;
}

/// In the page, as it is printed from a dark theme: everything is unfolded, light and without buttons. Afterwards it is as before.
export function printed() {
    const found = [];
    const folds = [...document.querySelectorAll('main details')];
    folds.forEach((fold) => { fold.open = false; });
    const colour = () => getComputedStyle(document.documentElement).backgroundColor;
    const before = colour();
    dispatchEvent(new Event('beforeprint'));
    const closed = folds.filter((fold) => !fold.open);
    if (closed.length > 0) {
        found.push(`${closed.length} folds stay closed on paper, the first is: ${closed[0].querySelector('summary')?.textContent.trim()}`);
    }
    const [red, green, blue] = getComputedStyle(document.querySelector('main') ?? document.body).color.match(/[\d.]+/g).map(Number);
    if (red + green + blue > 3 * 110) {
        found.push(`pale text on paper: rgb(${red} ${green} ${blue})`);
    }
    const button = [...document.querySelectorAll('main button, main input')].find((one) => one.getClientRects().length > 0);
    if (button) {
        found.push(`a button on paper: ${button.textContent || button.localName}`);
    }
    const clipped = [...document.querySelectorAll('main pre > code')].find((code) => code.scrollWidth > code.clientWidth + 1);
    if (clipped) {
        found.push(`code is cut off on paper: ${clipped.textContent.slice(0, 40)}`);
    }
    dispatchEvent(new Event('afterprint'));
    if (colour() !== before || folds.some((fold) => fold.open)) {
        found.push('after printing the page is not as it was');
    }
    folds.forEach((fold) => { fold.open = true; });
    return found;
}
