// Where the reader is: a thin bar for the page, and an offer to go on where they were. What is kept stays on this machine.
'use strict';

(() => {
    const KEY = 'ann-place';
    const main = document.querySelector('main');
    const page = location.pathname.split('/').pop() || 'index.html';

    // mdBook turns the page with the arrow keys. Inside the text they belong to what has the focus: a listing that scrolls, a slider.
    main.addEventListener('keydown', (event) => {
        if (event.target !== main && /^Arrow(Left|Right)$/.test(event.key)) {
            event.stopPropagation();
        }
    });

    const load = () => {
        try {
            return JSON.parse(localStorage.getItem(KEY));
        } catch {
            return null;
        }
    };
    const save = (place) => {
        try {
            localStorage.setItem(KEY, JSON.stringify(place));
        } catch {
            // A browser that keeps nothing: the page works, and forgets.
        }
    };

    // The front page and the introduction offer what was read last; they never go there by themselves.
    if (['index.html', 'introduction.html'].includes(page)) {
        const place = load();
        if (/^[\w-]+\.html(#.*)?$/.test(place?.address)) {
            const offer = main.querySelector('.continue') ?? document.createElement('p');
            const link = document.createElement('a');
            link.href = place.address;
            link.textContent = place.section ? `${place.title}: ${place.section}` : place.title;
            offer.className = 'continue';
            offer.replaceChildren('Continue where you were: ', link);
            offer.hidden = false;
            if (!offer.isConnected) {
                main.querySelector('h1').after(offer);
            }
        }
        return;
    }
    if (['print.html', '404.html', 'notebooks.html'].includes(page)) {
        return;
    }

    const bar = document.createElement('div');
    bar.className = 'read';
    bar.setAttribute('aria-hidden', 'true');
    document.body.append(bar);
    const headings = [...main.querySelectorAll('h2[id], h3[id]')];
    const title = main.querySelector('h1')?.textContent.trim();
    let kept;

    const tell = () => {
        const { bottom, height } = main.getBoundingClientRect();
        const length = height + main.offsetTop - innerHeight;
        const part = length > 0 ? Math.min(1, Math.max(0, scrollY / length)) : 0;
        bar.style.transform = `scaleX(${part})`;
        // A page that was only opened is not being read, and one that is read to its end is done.
        if (scrollY > innerHeight / 2 && title) {
            const is = headings.filter((heading) => heading.getBoundingClientRect().top < innerHeight / 3).pop();
            const next = document.querySelector('.turn .next');
            const isDone = bottom < innerHeight && next;
            const place = isDone
                ? { address: next.getAttribute('href'), title: next.querySelector('b').textContent }
                : { address: page + (is ? `#${is.id}` : ''), title, section: is?.textContent.trim() };
            if (kept !== place.address) {
                kept = place.address;
                save(place);
            }
        }
    };
    let isAsked = false;
    addEventListener('scroll', () => {
        if (!isAsked) {
            isAsked = true;
            requestAnimationFrame(() => {
                isAsked = false;
                tell();
            });
        }
    }, { passive: true });
})();
