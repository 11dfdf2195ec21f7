// Cards: what a letter means, what an equation says, where it is computed and proved, a term, a source.
//
// One card at a time, by mouse (after a moment), by keyboard (focus; Esc closes) and by touch (the first tap opens, the second follows
// the link). What they show stands in the page, in the script `#cards`; without scripts the links are links.
'use strict';

(() => {
    const held = document.getElementById('cards');
    if (!held || /\/print\.html$/.test(location.pathname)) {
        return;
    }
    const { letters, equations, entries } = JSON.parse(held.textContent);
    const OPEN = 'math mi, a.chip, .proof a, .about, a.term, a.cite, main a[href*="#eq-"]:not(.number)';

    const make = (name, className, html) => {
        const made = document.createElement(name);
        made.className = className;
        made.innerHTML = html;
        return made;
    };
    const escaped = (text) => text.replace(/[&<]/g, (c) => ({ '&': '&amp;', '<': '&lt;' })[c]);

    // ---- What stands on a card ----

    const isKnown = (letter) => Object.hasOwn(letters, letter);
    const row = (letter) => letters[letter].map(([meaning, shape, code]) => {
        const facts = [[shape, 'shape'], [code, 'code']].filter(([fact]) => fact && fact !== '–');
        const list = facts.map(([fact, name]) => `<span><i>${name}</i> ${fact}</span>`).join('');
        return `<p class="letter"><math><mi>${letter}</mi></math><span>${meaning}${list && `<span class="facts">${list}</span>`}</span></p>`;
    }).join('');

    // The number of an equation by its id, `6.1` for `eq-6-1`.
    const numberOf = (id) => id.replace(/^#?eq-(\d+)-(\d+)$/, '$1.$2');
    const onPage = (number) => document.getElementById(`eq-${number.replace('.', '-')}`);
    const formula = (number) => {
        const own = onPage(number)?.querySelector('.scroll').innerHTML ?? equations[number]?.math;
        return own && `<div class="scroll">${own}</div>`;
    };

    const listed = (links) => links.map(([url, words, code]) =>
        `<li><a href="${url}">${escaped(words)}</a>${code ? `<code>${escaped(code)}</code>` : ''}</li>`).join('');
    const about = (equation) => {
        const number = numberOf(equation.id);
        const used = [...new Set([...equation.querySelectorAll('.scroll mi')].map((mi) => mi.textContent))].filter(isKnown);
        const { lines = [], tests = [], more } = equations[number] ?? {};
        const index = more ? `<li><a href="appendix-equations.html">and ${more} more</a></li>` : '';
        return `<strong>${number ? `Equation ${number}` : 'This formula'}</strong>${used.map(row).join('')}`
            + (lines.length ? `<h2>Computed by</h2><ul>${listed(lines)}${index}</ul>` : '')
            + (tests.length ? `<h2>Proved by</h2><ul>${listed(tests)}</ul>` : '');
    };

    // What a card says of something, or nothing.
    const content = (trigger) => {
        if (trigger.matches('mi')) {
            return isKnown(trigger.textContent) ? row(trigger.textContent) : '';
        }
        if (trigger.matches('.about')) {
            return about(trigger.closest('.equation'));
        }
        if (trigger.matches('.proof a')) {
            const { lines = [], tests = [] } = equations[numberOf(trigger.closest('.equation').id)] ?? {};
            const link = [...lines, ...tests].find(([url]) => url === trigger.getAttribute('href'));
            return link ? `<span class="where">${escaped(link[1])}${link[2] ? `<code>${escaped(link[2])}</code>` : ''}</span>` : '';
        }
        if (trigger.matches('.term, .cite')) {
            const [name, text] = entries[decodeURIComponent(trigger.hash.slice(1))] ?? [];
            const said = trigger.matches('.term') ? `<strong>${escaped(name)}</strong> ${text}` : text;
            const list = trigger.matches('.term') ? 'Glossary' : 'Further reading';
            return name ? `${said} <a href="${trigger.getAttribute('href')}">${list}</a>` : '';
        }
        const number = numberOf(trigger.hash);
        return formula(number) ? `${formula(number)}<a href="${trigger.getAttribute('href')}">Equation ${number}</a>` : '';
    };

    // ---- The card ----

    const card = make('div', 'card', '');
    card.id = 'card';
    card.popover = 'manual';
    document.body.append(card);
    let shown = null; // what it belongs to
    let timer;

    // Below what it belongs to if there is room, otherwise where there is more; never outside of the window.
    const place = () => {
        const line = shown.getClientRects()[0] ?? shown.getBoundingClientRect();
        // Nothing of an equation, or of the note beside it, is covered by what is said about it.
        const around = shown.closest('.about, .proof')?.closest('.formula, .proof').getBoundingClientRect() ?? line;
        const box = { left: line.left, top: around.top, bottom: around.bottom };
        const [above, below] = [box.top - 14, innerHeight - box.bottom - 14];
        card.style.maxHeight = '';
        const isBelow = card.offsetHeight <= below || below >= above;
        card.style.maxHeight = `${Math.max(80, Math.min(isBelow ? below : above, innerHeight * 0.6))}px`;
        const left = Math.min(box.left - 12, document.documentElement.clientWidth - card.offsetWidth - 8);
        const top = isBelow ? box.bottom + 6 : box.top - card.offsetHeight - 6;
        card.style.translate = `${Math.max(8, left)}px ${Math.max(8, top)}px`;
    };

    const light = (on) => {
        if (shown.matches('mi')) {
            shown.classList.toggle('lit', on);
        }
        const link = shown.matches('.proof a') ? shown.closest('.equation').querySelector('.number') : shown;
        const own = link.hash?.startsWith('#eq-') ? numberOf(link.hash) : null;
        if (own) {
            onPage(own)?.classList.toggle('lit', on);
            const chips = document.querySelectorAll(`a.chip[href$="#eq-${own.replace('.', '-')}"]`);
            chips.forEach((chip) => chip.classList.toggle('lit', on));
        }
    };

    const close = () => {
        clearTimeout(timer);
        if (!shown) {
            return;
        }
        light(false);
        shown.removeAttribute(shown.matches('.about') ? 'aria-expanded' : 'aria-describedby');
        shown = null;
        card.hidePopover();
    };

    const open = (trigger) => {
        clearTimeout(timer);
        if (trigger === shown) {
            return;
        }
        const html = content(trigger);
        close();
        if (!html) {
            return;
        }
        shown = trigger;
        card.innerHTML = html;
        const isDialog = trigger.matches('.about');
        card.setAttribute('role', isDialog ? 'dialog' : 'tooltip');
        if (isDialog) {
            card.setAttribute('aria-label', card.querySelector('strong').textContent);
            trigger.setAttribute('aria-expanded', 'true');
            card.append(latex(trigger.closest('.equation').dataset.tex));
        } else {
            card.removeAttribute('aria-label');
            trigger.setAttribute('aria-describedby', 'card');
        }
        card.showPopover();
        card.scrollTop = 0;
        place();
        light(true);
    };

    // A button that copies an equation as it was written.
    const latex = (tex) => {
        const copy = make('button', 'copy', 'Copy the LaTeX');
        copy.type = 'button';
        if (window.ClipboardJS) {
            new ClipboardJS(copy, { text: () => tex, container: card }).on('success', () => { copy.textContent = 'Copied'; });
        }
        return copy;
    };

    // ---- Mouse, keyboard, touch ----

    for (const equation of document.querySelectorAll('.equation')) {
        const button = make('button', 'about', '?');
        button.type = 'button';
        const number = numberOf(equation.id);
        button.setAttribute('aria-label', number ? `About equation ${number}` : 'About this formula');
        equation.querySelector('.formula').append(button);
    }
    for (const mi of document.querySelectorAll('main mi')) {
        if (isKnown(mi.textContent)) {
            mi.classList.add('known');
        }
    }

    const triggerOf = (event) => (event.target instanceof Element && !card.contains(event.target) ? event.target.closest(OPEN) : null);
    const isMouse = (event) => event.pointerType === 'mouse';

    document.addEventListener('pointerover', (event) => {
        if (!isMouse(event)) {
            return;
        }
        const trigger = triggerOf(event);
        clearTimeout(timer);
        if (trigger && trigger !== shown && !trigger.matches('.about')) {
            timer = setTimeout(open, 250, trigger);
        } else if (!trigger && shown && !card.contains(event.target) && !shown.matches('.about')) {
            timer = setTimeout(close, 250);
        }
    });
    document.addEventListener('focusin', (event) => {
        const trigger = triggerOf(event);
        if (trigger?.matches(':focus-visible')) {
            open(trigger);
        } else if (shown && event.target !== shown && !card.contains(event.target)) {
            close();
        }
    });
    document.addEventListener('click', (event) => {
        const trigger = triggerOf(event);
        if (trigger?.matches('.about') && trigger === shown && event.detail > 0) {
            close();
        } else if (trigger?.matches('.about') || (trigger && event.pointerType === 'touch' && trigger !== shown)) {
            open(trigger);
            if (trigger === shown) {
                event.preventDefault();
            }
        } else if (!trigger && !card.contains(event.target)) {
            close();
        }
    });
    document.addEventListener('keydown', (event) => {
        if (shown && event.key === 'Escape') {
            const focused = card.contains(document.activeElement) ? shown : null;
            close();
            focused?.focus();
            event.stopPropagation();
        } else if (shown?.matches('.about') && event.key === 'Tab' && !event.shiftKey && document.activeElement === shown) {
            // The card stands at the end of the page, and follows its button all the same.
            const first = card.querySelector('a, button');
            if (first) {
                first.focus();
                event.preventDefault();
            }
        }
    }, true);
    addEventListener('scroll', (event) => {
        if (shown && event.target !== card) {
            const { top, bottom } = shown.getBoundingClientRect();
            bottom < 0 || top > innerHeight ? close() : place();
        }
    }, true);
    addEventListener('resize', close);

    // mdBook copies what is seen, in which a number that stands before its line would be a line of its own.
    for (const code of document.querySelectorAll('.listing code')) {
        Object.defineProperty(code, 'innerText', { get: () => code.textContent });
    }
})();
