// Chapter 2: three logits by hand, and the shares that softmax makes of them.
'use strict';

annLabs.define('softmax', (stage, { Softmax }, settings) => {
    const { element, digits, slider } = annLabs;
    const usual = { z1: 2, z2: 1, z3: 0, c: 0, t: 1 };
    const state = { ...usual };
    for (const [key, value] of new URLSearchParams(settings)) {
        state[key] = Number(value);
    }
    const text = () => Object.entries(state).map(([key, value]) => `${key}=${value}`).join('&');
    let lab = new Softmax(settings);
    // The drawing of the six functions stays: this is one of them.
    stage.figure.classList.add('beside');

    const set = (key) => (value) => stage.anew(() => { state[key] = value; lab = new Softmax(text()); });
    const scales = {
        z1: ['logit z₁', { from: -6, to: 6 }], z2: ['logit z₂', { from: -6, to: 6 }], z3: ['logit z₃', { from: -6, to: 6 }],
        c: ['add c to all', { from: -1000, to: 1000, places: 4 }], t: ['divide all by T', { from: 0.05, to: 50, log: true }],
    };
    const sliders = Object.fromEntries(Object.entries(scales).map(([key, [label, scale]]) => [key, slider(label, { ...scale, value: state[key] }, set(key))]));
    const bars = [0, 1, 2].map(() => {
        const [bar, share] = [element('span', { className: 'bar' }), element('span', { className: 'share' })];
        return { bar, share, row: element('div', { className: 'row' }, element('span', { className: 'track' }, bar), share) };
    });
    const logits = ['z1', 'z2', 'z3'].map((key, i) => element('div', { className: 'logit' }, sliders[key].label, bars[i].row));
    const table = element('table', {});
    const note = element('p', { className: 'note' });
    stage.bench.append(element('div', { className: 'logits' }, ...logits), element('div', { className: 'both' }, sliders.c.label, sliders.t.label), table, note);

    const shares = (from) => [...lab.numbers().subarray(from, from + 3)];
    const number = (value) => (Number.isNaN(value) ? 'NaN' : value.toFixed(4));
    const say = () => `The shares are ${shares(3).map(number).join(', ')}.`;
    const draw = () => {
        const [z, computed, written] = [0, 3, 6].map(shares);
        // Until the guess is made, the shares are the answer.
        table.hidden = stage.isLocked;
        computed.forEach((share, i) => {
            bars[i].bar.style.inlineSize = stage.isLocked ? '0' : `${100 * share}%`;
            bars[i].share.textContent = stage.isLocked ? '?' : number(share);
        });
        const row = (name, cells) => element('tr', {}, element('th', { scope: 'row', textContent: name }), ...cells.map((cell) => element('td', { textContent: cell })));
        table.replaceChildren(element('tbody', {},
            row('what goes in, (z + c) / T', z.map((one) => digits(one))),
            row('the largest taken off first', computed.map(number)),
            row('as (2.7) is written', written.map(number))));
        note.textContent = written.some(Number.isNaN) ? 'Written as (2.7), the exponentials are too large for a number of 64 bits, or all too small: the answer is gone.' : '';
        note.hidden = note.textContent === '';
    };
    const asked = shares(3)[0];
    stage.act({
        about: 'Add c: only differences count, and the shares stay, as long as the exponentials can be written. A small T lets the largest take all, a large T makes all alike.',
        question: {
            text: `Before you move anything: of the logits ${[state.z1, state.z2, state.z3].map((z) => digits(z)).join(', ')}, what share does the first take, as a number from 0 to 1?`,
            verdict: (guess) => `You said ${digits(guess)}; it is ${number(asked)}.`,
        },
        again: () => {
            Object.assign(state, usual);
            Object.entries(sliders).forEach(([key, one]) => one.set(state[key]));
            lab = new Softmax(text());
        },
        draw, say,
        numbers: () => [...lab.numbers()],
        state: text,
    });
});
