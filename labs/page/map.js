// Chapter 9: t-SNE forms a map of digits, from the picture that PCA gives; a digit at the pointer is drawn, with its true neighbours.
'use strict';

annLabs.define('map', async (stage, library, settings) => {
    const { element, shape, digits, menu, slider, Chart, arrows } = annLabs;
    const usual = { perplexity: 30, exaggeration: 12, seed: 0, show: 'tsne' };
    const state = { ...usual };
    for (const [key, value] of new URLSearchParams(settings)) {
        state[key] = key === 'show' ? value : Number(value);
    }
    const text = () => Object.keys(usual).map((key) => `${key}=${state[key]}`).join('&');

    /* ---- The map, which is formed far away, and what it last answered ---- */

    const far = stage.far(library);
    const SEEN = [['numbers'], ['places', false]];
    const LINKS = 5;
    let labels = [];
    let pca = [];
    let [steps, kl, tsne] = [];
    let judged;
    const see = ([numbers, places]) => {
        [steps, kl] = numbers;
        tsne = places;
    };
    /// Another map, at its start.
    const open = async (settings) => {
        let seen;
        [, labels, pca, judged, ...seen] = await far.last(['new', 'Map', settings], ['labels'], ['places', true], ['judge'], ...SEEN);
        see(seen);
        judged = { steps, values: judged };
    };
    await open(settings);

    // The still figure shows more than this: it stays.
    stage.figure.classList.add('beside');

    const svg = shape('svg', { class: 'plot', role: 'group' });
    const links = shape('path', { class: 'links' });
    const marks = shape('g', { class: 'marks' });
    svg.append(links, marks);
    let places = [];
    let [chosen, near] = [0, []];
    let names = [];
    const nameOf = (i) => `Digit ${i + 1}, ${labels[i] === 8 ? 'an' : 'a'} ${labels[i]}`;
    // Digits: one stop of the tab key for all; the arrows go to the next one in their direction.
    const people = () => {
        chosen = Math.min(chosen, labels.length - 1);
        names = Array.from(labels, (label, i) => {
            // A letter in a group: browsers lay a letter that is itself moved out anew.
            const mark = shape('g', { class: `c${label}`, tabindex: i === chosen ? 0 : -1, role: 'img', 'aria-label': nameOf(i) }, shape('text', {}, label));
            mark.addEventListener('pointerenter', () => choose(i));
            mark.addEventListener('pointerdown', () => choose(i));
            mark.addEventListener('focus', () => choose(i));
            arrows(mark, (dx, dy) => {
                const to = nextTo(i, Math.sign(dx), Math.sign(dy));
                if (to !== undefined) {
                    choose(to);
                    names[to].focus();
                }
            });
            return mark;
        });
        marks.replaceChildren(...names);
        choose(chosen);
    };
    const nextTo = (i, dx, dy) => {
        let [best, least] = [undefined, Infinity];
        for (let j = 0; j < labels.length; j += 1) {
            const [x, y] = [places[2 * j] - places[2 * i], places[2 * j + 1] - places[2 * i + 1]];
            const [ahead, aside] = [x * dx + y * dy, Math.abs(x * dy - y * dx)];
            if (ahead > 0 && aside <= ahead && ahead + aside < least) {
                [best, least] = [j, ahead + aside];
            }
        }
        return best;
    };

    const picture = shape('svg', { class: 'picture', viewBox: '0 0 8 8', role: 'img' });
    const pixels = Array.from({ length: 64 }, (_, i) => shape('rect', { x: i % 8, y: Math.floor(i / 8), width: 1.01, height: 1.01 }));
    picture.append(...pixels);
    const told = element('p', { className: 'told' });
    const numbers = element('dl', { className: 'numbers' });
    const chart = new Chart(stage, { label: 'KL(P‖Q) after each step', unit: 'step', log: true, height: 90, lines: [{ name: 'KL', colour: 'positive' }] });
    const begin = async () => {
        await open(text());
        chart.clear();
        people();
    };
    const set = (key) => (value) => { state[key] = value; stage.anew(begin); };
    const show = menu('map', [['tsne', 't-SNE'], ['pca', 'PCA']], state.show, (value) => { state.show = value; stage.draw(); stage.keep(); });
    const perplexity = slider('perplexity', { from: 2, to: 120, value: state.perplexity, log: true }, set('perplexity'));
    const exaggeration = slider('exaggeration of P, 250 steps long', { from: 1, to: 50, value: state.exaggeration, log: true }, set('exaggeration'));
    const card = element('div', { className: 'chosen-digit' }, picture, told);
    const side = element('div', { className: 'side' }, show.label, perplexity.label, exaggeration.label, numbers, chart.box, card);
    stage.bench.append(element('div', { className: 'pair' }, svg, side));

    let size = 480;
    const resize = () => {
        const room = stage.bench.clientWidth || 760;
        size = Math.max(270, Math.min(520, room < 720 ? room : room - 310));
        svg.setAttribute('viewBox', `0 0 ${size} ${size}`);
        svg.style.width = `${size}px`;
        svg.style.height = `${size}px`;
    };
    let px = (x) => x;
    let py = (y) => y;
    const connect = () => {
        const at = (i) => `${px(places[2 * i]).toFixed(1)},${py(places[2 * i + 1]).toFixed(1)}`;
        links.setAttribute('d', Array.from(near, (i) => `M${at(chosen)}L${at(i)}`).join(''));
    };
    /// Shows a digit: what it looks like and who is near it, as soon as that is known.
    const choose = (i) => stage.guarded(async () => {
        names[chosen]?.classList.remove('chosen');
        names[chosen]?.setAttribute('tabindex', -1);
        [chosen, near] = [i, []];
        connect();
        names[i].classList.add('chosen');
        names[i].setAttribute('tabindex', 0);
        const [ink, neighbours] = await far.ask(['image', i], ['neighbours', i, LINKS]);
        if (chosen !== i) {
            return;
        }
        near = neighbours;
        connect();
        pixels.forEach((pixel, k) => pixel.setAttribute('fill-opacity', ink[k] / 16));
        picture.setAttribute('aria-label', `${nameOf(i)}, as it was written.`);
        told.textContent = `${nameOf(i)}. Nearest in the 64 pixels, by the lines: ${Array.from(near, (j) => labels[j]).join(', ')}.`;
    });

    const part = (share) => digits(share, 3);
    /// How good the map is takes long to say: it is asked where the clock stands, and now and then while it runs.
    const JUDGED = 250;
    let judging;
    const judge = () => {
        judging ??= (async () => {
            try {
                const [values, numbers] = await far.ask(['judge'], ['numbers']);
                judged = { steps: numbers[0], values };
                stage.draw();
            } finally {
                judging = undefined;
            }
        })();
        return judging;
    };
    const say = async () => {
        await judging;
        if (judged.steps !== steps) {
            await judge();
        }
        return `Step ${steps}: KL is ${digits(kl)}. On the map the nearest neighbour of a digit is the same digit in ${part(100 * judged.values[2])} % of cases.`;
    };
    const draw = () => {
        const isPca = state.show === 'pca';
        places = isPca ? pca : tsne;
        let reach = 0;
        places.forEach((place) => { reach = Math.max(reach, Math.abs(place)); });
        const scale = (size / 2 - 10) / (reach || 1);
        px = (x) => size / 2 + x * scale;
        py = (y) => size / 2 - y * scale;
        names.forEach((mark, i) => mark.setAttribute('transform', `translate(${px(places[2 * i]).toFixed(1)},${(py(places[2 * i + 1]) + 4).toFixed(1)})`));
        connect();
        chart.push(steps, kl);
        chart.draw();
        if (stage.running && Math.abs(judged.steps - steps) >= JUDGED) {
            stage.guarded(judge);
        }
        const [trust, apart, same, trustPca, apartPca, samePca] = judged.values;
        const rows = [
            [`step ${steps}`, 't-SNE', 'PCA'], ['KL', digits(kl), '–'], ['nearest is the same', part(same), part(samePca)],
            ['trustworthiness', part(trust), part(trustPca)], ['silhouette', part(apart), part(apartPca)],
        ];
        numbers.replaceChildren(...rows.flatMap(([name, ...values]) => [element('dt', { textContent: name }), ...values.map((value) => element('dd', { textContent: value }))]));
        svg.setAttribute('aria-label', `A map of ${labels.length} handwritten digits by ${isPca ? 'PCA' : `t-SNE, step ${steps}`}: each stands where its pixels have put it. The arrow keys go from digit to digit.`);
        if (judged.steps >= 1000) {
            stage.verdict?.(`${stage.guess === undefined ? '' : `You said ${digits(stage.guess)}. `}It is ${part(same)} on the map of t-SNE, and ${part(samePca)} on that of PCA. Which digit lies in two pieces? Which two are neighbours? Try perplexity 3 before you believe it.`);
        }
    };
    people();
    requestAnimationFrame(() => { resize(); stage.draw(); });
    resize();
    stage.act({
        about: '449 digits of the chapter that no network has learnt from, by their 64 pixels; what each one is plays no part. The first step starts from the picture of PCA. Point at a digit, or walk with the arrow keys: the lines lead to the five that are nearest to it in the pixels, wherever they are on the map.',
        question: {
            text: `On the map of PCA, where this begins, the nearest neighbour of a digit is the same digit in ${part(judged.values[5])} of all cases. In which part of them on the map of t-SNE, after 1000 steps? As a number from 0 to 1.`,
            verdict: (guess) => `You said ${digits(guess)}. Run it to step 1000.`,
        },
        far: true,
        step: async (n) => {
            const [taken, ...seen] = await far.ask(['step', n], ...SEEN);
            see(seen);
            return taken;
        },
        again: async () => {
            const [, ...seen] = await far.ask(['again'], ...SEEN);
            see(seen);
            chart.clear();
        },
        seedName: 'Other digits',
        seed: () => { state.seed += 1; return begin(); },
        draw, say, resize,
        numbers: () => [steps, kl],
        state: text,
        speed: '100',
    });
});
