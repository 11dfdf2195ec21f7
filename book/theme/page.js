// What a page does when its reader asks: enlarge a figure, scroll a wide block by keyboard.
'use strict';

(() => {
    const button = (name, label, text) => {
        const made = document.createElement('button');
        made.type = 'button';
        made.className = name;
        made.textContent = text;
        made.setAttribute('aria-label', label);
        return made;
    };

    // Each figure can be as large as the window.
    const enlarge = (figure) => {
        const dialog = document.createElement('dialog');
        dialog.className = 'enlarged';
        const drawing = document.createElement('div');
        drawing.className = 'drawing';
        // Of a figure that is drawn for two rooms, the one that is to be seen.
        const drawn = [...figure.querySelectorAll('.drawing svg')];
        const svg = (drawn.find((svg) => svg.getClientRects().length) ?? drawn[0]).cloneNode(true);
        dialog.setAttribute('aria-label', svg.getAttribute('aria-label'));
        drawing.append(svg);
        const caption = document.createElement('div');
        caption.className = 'caption';
        caption.innerHTML = figure.querySelector('figcaption').innerHTML;
        const close = button('close', 'Close', 'Close');
        dialog.append(close, drawing, caption);
        close.addEventListener('click', () => dialog.close());
        drawing.addEventListener('click', () => dialog.close());
        // The keys of the dialog are not those of the book: its arrows would turn the page.
        dialog.addEventListener('keydown', (event) => event.stopPropagation());
        dialog.addEventListener('close', () => dialog.remove());
        document.body.append(dialog);
        dialog.showModal();
    };
    for (const figure of document.querySelectorAll('figure')) {
        const drawing = figure.querySelector('.drawing');
        if (!drawing) {
            continue;
        }
        drawing.append(button('zoom', 'Enlarge this figure', '⤢'));
        drawing.addEventListener('click', () => enlarge(figure));
    }

    // The switch of the contents turns mdBook's hidden box.
    const toggle = document.querySelector('button#mdbook-sidebar-toggle');
    toggle?.addEventListener('click', () => document.getElementById('mdbook-sidebar-toggle-anchor').click());
    // What folds the contents is no link.
    document.querySelectorAll('a.chapter-fold-toggle').forEach((fold) => fold.setAttribute('role', 'button'));

    // What scrolls sideways can be reached by keyboard.
    const scrolling = [...document.querySelectorAll('main pre > code, main .scroll, main .table-wrapper')];
    const reach = (boxes) => {
        // All are measured before the first is changed, or the page would be laid out once for each.
        const wide = boxes.map((box) => box.scrollWidth > box.clientWidth);
        boxes.forEach((box, i) => {
            if (wide[i]) {
                box.tabIndex = 0;
            } else if (box.hasAttribute('tabindex')) {
                box.removeAttribute('tabindex');
            }
        });
    };
    // The browser tells the size of each when it has laid out the page, and again when it changes: also of what is unfolded.
    const watcher = new ResizeObserver((changes) => reach(changes.map((change) => change.target)));
    scrolling.forEach((box) => watcher.observe(box));
    // What is folded would be laid out to be measured.
    document.fonts.ready.then(() => reach(scrolling.filter((box) => box.checkVisibility())));
})();
