// What the labs are made of: elements, numbers as a reader writes them, colours, menus, sliders, what can be dragged.
'use strict';

window.annLabs = (() => {
    /// An element with its properties; those with a dash are attributes.
    const element = (name, properties = {}, ...children) => {
        const made = document.createElement(name);
        for (const [key, value] of Object.entries(properties)) {
            if (key.includes('-') || key === 'for' || key === 'role') {
                made.setAttribute(key, value);
            } else {
                made[key] = value;
            }
        }
        made.append(...children);
        return made;
    };
    const SVG = 'http://www.w3.org/2000/svg';
    const shape = (name, attributes = {}, ...children) => {
        const made = document.createElementNS(SVG, name);
        for (const [key, value] of Object.entries(attributes)) {
            made.setAttribute(key, value);
        }
        made.append(...children);
        return made;
    };

    /// A number as a reader writes it: four digits, a minus sign, powers of ten only where they help.
    const digits = (number, places = 4) => {
        if (!Number.isFinite(number)) {
            return number > 0 ? '∞' : '–';
        }
        const size = Math.abs(number);
        const text = size !== 0 && (size < 1e-4 || size >= 1e6) ? number.toExponential(2) : Number(number.toPrecision(places)).toString();
        const power = (_, exponent) => `·10${[...exponent.replace('+', '')].map((c) => (c === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[c])).join('')}`;
        return text.replace(/e([+-]\d+)/, power).replace('-', '−');
    };

    /// The rgb of one of the figures' colours, in the present theme.
    const colour = (figure, name) => {
        const paint = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
        paint.fillStyle = getComputedStyle(figure).getPropertyValue(`--ann-${name}`).trim() || '#888';
        paint.fillRect(0, 0, 1, 1);
        return [...paint.getImageData(0, 0, 1, 1).data.slice(0, 3)];
    };

    /// A choice, as a labelled menu.
    const menu = (label, choices, value, change) => {
        const select = element('select', {}, ...choices.map(([key, text]) => element('option', { value: key, textContent: text })));
        select.value = value;
        select.addEventListener('change', () => change(select.value));
        return { label: element('label', { className: 'field' }, element('span', { textContent: label }), select), input: select };
    };

    /// A number on a scale, linear or logarithmic, as a labelled slider with what it says beside it.
    const slider = (label, { from, to, value, step, log = false, whole = false, places = 3 }, change) => {
        const [there, back] = log ? [Math.log10, (x) => 10 ** x] : [(x) => x, (x) => x];
        const input = element('input', { type: 'range', min: there(from), max: there(to), step: step ?? (there(to) - there(from)) / 400 });
        const shown = element('output', {});
        const set = (given) => {
            const number = Number(given);
            input.value = there(number);
            shown.textContent = digits(number, places);
            input.setAttribute('aria-valuetext', shown.textContent);
        };
        const read = () => {
            const number = back(Number(input.value));
            return whole ? Math.round(number) : Number(number.toPrecision(6));
        };
        input.addEventListener('input', () => {
            shown.textContent = digits(read(), places);
            input.setAttribute('aria-valuetext', shown.textContent);
            change(read());
        });
        set(value);
        const row = element('label', { className: 'field slider' }, element('span', { textContent: label }), input, shown);
        return { label: row, input, set };
    };

    /// Into the clipboard; whether it took it. Some browsers lend it to no page from a file.
    const copy = async (text) => {
        try {
            await navigator.clipboard.writeText(text);
            return true;
        } catch {
            return false;
        }
    };

    /// Moves something by pointer and by the arrows of the keyboard; `move` is told how far, in pixels.
    const draggable = (handle, { move, end = () => {} }) => {
        handle.style.touchAction = 'none';
        handle.addEventListener('pointerdown', (event) => {
            event.preventDefault();
            handle.focus?.();
            handle.setPointerCapture(event.pointerId);
            const ended = () => {
                handle.removeEventListener('pointermove', move);
                end();
            };
            handle.addEventListener('pointermove', move);
            handle.addEventListener('pointerup', ended, { once: true });
            handle.addEventListener('pointercancel', ended, { once: true });
        });
    };
    const arrows = (handle, act) => handle.addEventListener('keydown', (event) => {
        const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
        const way = ways[event.key];
        if (way) {
            event.preventDefault();
            act(...way.map((part) => part * (event.shiftKey ? 10 : 1)));
        }
    });

    return { element, shape, digits, colour, menu, slider, copy, draggable, arrows };
})();
