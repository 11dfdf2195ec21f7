// Predictions that answer back: a guess first, then what the program printed. What was guessed stays on this machine.
//
// The page has a fold, `details.prediction`, with the question and the answer; `data-answer` is what was recorded. Here it becomes a
// form, and the output below it, if there is one, is covered until the reader has guessed. The fold has a box to itself: were it a
// neighbour of all that is on the page, a browser would style all of that again.
'use strict';

(() => {
    const KEY = 'ann-predictions';
    const page = location.pathname.split('/').pop().replace(/\.html$/, '') || 'index';

    if (page === 'print') {
        return; // on paper a fold is a fold
    }

    // What was guessed: for each page an object from the place of a prediction to the guess, and how many there are.
    const load = () => {
        try {
            return JSON.parse(localStorage.getItem(KEY)) ?? {};
        } catch {
            return {};
        }
    };
    const save = (known) => {
        try {
            localStorage.setItem(KEY, JSON.stringify(known));
        } catch {
            // A browser that keeps nothing: the page works, and forgets.
        }
    };

    const number = (text) => {
        const plain = text.trim().replace(/[\u2212\u2013]/g, '-').replace(/[\s_\u2009]/g, '').replace(/%$/, '');
        return /^[-+]?(\d+([.,]\d*)?|[.,]\d+)(e[-+]?\d+)?$/i.test(plain) ? Number(plain.replace(',', '.')) : NaN;
    };

    // How large the difference is, in words.
    const verdict = (guess, answer) => {
        const [guessed, right] = [number(guess), number(answer)];
        if (Number.isNaN(right) || Number.isNaN(guessed)) {
            return guess.trim().toLowerCase() === answer.toLowerCase() ? 'Just so.' : 'Something else.';
        }
        // As many digits as were printed are enough.
        const digits = (answer.split(/e/i)[0].split('.')[1] ?? '').length;
        const unit = 10 ** -digits * 10 ** Number(answer.split(/e/i)[1] ?? 0);
        if (Math.abs(guessed - right) <= unit / 2 * (1 + 1e-9)) {
            return 'Just so.';
        }
        if (right === 0 || guessed === 0 || Math.sign(guessed) !== Math.sign(right)) {
            return `Off by ${Number(Math.abs(guessed - right).toPrecision(2))}.`;
        }
        const ratio = guessed / right;
        if (Math.abs(ratio - 1) < 0.1) {
            return `Close: off by ${Number((Math.abs(ratio - 1) * 100).toPrecision(2))} %.`;
        }
        const factor = Number(Math.max(ratio, 1 / ratio).toPrecision(2));
        return `Too ${Math.abs(guessed) < Math.abs(right) ? 'small' : 'large'}, by a factor of ${factor}.`;
    };

    const element = (name, properties, ...children) => {
        const made = Object.assign(document.createElement(name), properties);
        made.append(...children);
        return made;
    };

    const known = load();
    const folds = [...document.querySelectorAll('details.prediction')];
    folds.forEach((fold, place) => {
        // The output that the question is about stands below, before the next heading or question.
        let covered = fold.parentElement.nextElementSibling;
        while (covered && !covered.matches('.output, h1, h2, h3, :has(> .prediction), .exercise, .break-it')) {
            covered = covered.nextElementSibling;
        }
        covered = covered?.matches('.output') ? covered : null;

        const question = element('div', { className: 'question' }, ...fold.querySelector('summary').childNodes);
        question.id = `prediction-${place + 1}`;
        const input = element('input', { type: 'text', inputMode: 'text', autocomplete: 'off', required: true, size: 12 });
        input.setAttribute('aria-labelledby', question.id);
        const answer = element('output', {});
        const check = element('button', { type: 'submit', textContent: 'Check' });
        const row = element('div', { className: 'guess' }, input, check, answer);
        const form = element('form', { className: 'prediction' }, question, row);
        fold.replaceWith(form);
        covered?.classList.add('covered');

        const show = (guess) => {
            covered?.classList.remove('covered');
            input.value = guess;
            answer.textContent = `You said ${guess}; the program printed ${fold.dataset.answer}. ${verdict(guess, fold.dataset.answer)}`;
        };
        const before = known[page]?.guesses?.[place];
        if (before !== undefined) {
            show(before);
        }
        form.addEventListener('submit', (event) => {
            event.preventDefault();
            const guess = input.value.trim();
            if (guess) {
                show(guess);
                const kept = load();
                const { guesses } = kept[page] ?? { guesses: {} };
                kept[page] = { guesses: { ...guesses, [place]: guess }, of: folds.length };
                save(kept);
                tick(kept);
            }
        });
        // The arrows of the keyboard move in the box and do not turn the page.
        form.addEventListener('keydown', (event) => event.stopPropagation());
    });

    // In the sidebar: how many predictions of a chapter are made.
    const tick = (kept) => {
        const links = [...document.querySelectorAll('#mdbook-sidebar .chapter a[href]')];
        for (const link of links.filter(({ hash }) => hash === '')) {
            const name = link.pathname.split('/').pop().replace(/\.html$/, '');
            const { guesses, of } = kept[name] ?? {};
            link.querySelector('.progress')?.remove();
            if (of) {
                const made = Object.keys(guesses).length;
                const progress = element('span', { className: 'progress', textContent: made >= of ? '✓' : `${made}/${of}` });
                progress.setAttribute('aria-label', `${made} of ${of} predictions made`);
                progress.setAttribute('role', 'img');
                link.append(' ', progress);
            }
        }
    };
    tick(known);
})();
