// The front page: the border between the moons forms again, in the still figure itself, whose regions are drawn anew.
'use strict';

/// `button` pauses, goes on, and begins again; `figure.lab` is what a test asks.
window.annHero = (figure, { Hero }, button) => {
    /// Cells across and down; milliseconds that the steps are spread over; those of a frame that are taken.
    const CELLS = 64;
    const LONG = 7000;
    const BUDGET = 6;
    const STEPS = 5000;
    const svg = [...figure.querySelectorAll('.drawing svg')].find((drawn) => drawn.getBoundingClientRect().width > 0);

    /// The regions: of each class where the network answers it, and in them, painted over them, where it is surer and surer.
    const regions = [...svg.querySelectorAll('path[opacity]')].map((path) => ({ path, d: path.getAttribute('d'), fill: path.getAttribute('fill') }));
    // Beside their names the figure has a mark of each class, a dot and a triangle.
    const classes = ['class 0', 'class 1'].map((name) => {
        const mark = [...svg.querySelectorAll('text')].find((text) => text.textContent === name).previousElementSibling;
        return mark.getAttribute('stroke') ?? mark.getAttribute('fill');
    });
    const layers = classes.map((fill) => regions.filter((region) => region.fill === fill));
    /// The odds, as a logarithm, at which the network is so sure, in the steps of the figure: 0, 1/8, 3/8, 5/8, 7/8.
    const limits = (count) => Array.from({ length: count }, (_, k) => (k === 0 ? 0 : (2 * k - 1) / (2 * count - 2))).map((sure) => Math.log((1 + sure) / (1 - sure)));

    /// Where the figure has its plane, and what its axes say: two numbers of each are enough.
    const boxes = regions.map(({ path }) => path.getBBox());
    const [left, top] = [Math.min(...boxes.map((box) => box.x)), Math.min(...boxes.map((box) => box.y))];
    const [right, bottom] = [Math.max(...boxes.map((box) => box.x + box.width)), Math.max(...boxes.map((box) => box.y + box.height))];
    const axis = (anchor, place) => {
        const ticks = [...svg.querySelectorAll(`text[text-anchor="${anchor}"]`)].map((text) => [Number(text.textContent.replace('−', '-')), Number(text.getAttribute(place))]);
        const [[a, at], [b, to]] = [ticks.find(([value]) => Number.isFinite(value)), ticks.findLast(([value]) => Number.isFinite(value))];
        return (pixel) => a + ((pixel - at) / (to - at)) * (b - a);
    };
    const [x, y] = [axis('middle', 'x'), axis('end', 'y')];
    const [across, down] = [(right - left) / CELLS, (bottom - top) / CELLS];

    /// The part of a cell in which a number that is `corners` at its four corners, from the upper left, is above 0.
    const corner = [[0, 0], [1, 0], [1, 1], [0, 1]];
    const px = (column) => (left + column * across).toFixed(1);
    const py = (row) => (top + row * down).toFixed(1);
    const part = (corners, column, row) => {
        let d = '';
        const to = (u, v) => { d += `${d ? 'L' : 'M'}${px(column + u)},${py(row + v)}`; };
        corners.forEach((value, k) => {
            const next = corners[(k + 1) % 4];
            const [[u, v], [u2, v2]] = [corner[k], corner[(k + 1) % 4]];
            if (value > 0) {
                to(u, v);
            }
            if ((value > 0) !== (next > 0)) {
                const cut = value / (value - next);
                to(u + cut * (u2 - u), v + cut * (v2 - v));
            }
        });
        return `${d}Z`;
    };
    const draw = () => {
        // The library answers in the middles of rectangles: here these are the corners of the cells.
        const [near, far] = [0.5, CELLS + 0.5];
        const plane = lab.plane(x(left - near * across), x(left + far * across), y(top + far * down), y(top - near * down), CELLS + 1, CELLS + 1);
        const odds = plane.map((answer) => Math.max(-30, Math.min(30, Math.log(answer / (1 - answer)))));
        layers.forEach((layer, side) => limits(layer.length).forEach((limit, k) => {
            const inside = odds.map((value) => (side === 1 ? value : -value) - limit);
            let d = '';
            for (let row = 0; row < CELLS; row += 1) {
                let start;
                for (let column = 0; column <= CELLS; column += 1) {
                    const at = row * (CELLS + 1) + column;
                    const below = at + CELLS + 1;
                    const above = column < CELLS ? (inside[at] > 0) + (inside[at + 1] > 0) + (inside[below] > 0) + (inside[below + 1] > 0) : 0;
                    // Whole cells beside each other are one rectangle.
                    if (above === 4) {
                        start ??= column;
                    } else if (start !== undefined) {
                        d += `M${px(start)},${py(row)}H${px(column)}V${py(row + 1)}H${px(start)}Z`;
                        start = undefined;
                    }
                    if (above > 0 && above < 4) {
                        d += part([inside[at], inside[at + 1], inside[below + 1], inside[below]], column, row);
                    }
                }
            }
            layer[k].path.setAttribute('d', d);
        }));
    };

    let lab = new Hero('');
    let [isRunning, isVisible] = [false, true];
    let [steps, time, last, drawn] = [0, 0, undefined, 0];
    const show = (text, label) => {
        button.textContent = text;
        button.setAttribute('aria-label', label);
    };
    const over = () => {
        isRunning = false;
        // What it has come to is the figure.
        regions.forEach(({ path, d }) => {
            path.setAttribute('d', d);
            path.removeAttribute('shape-rendering');
        });
        show('↻ Again', 'Let the network learn again');
    };
    const tick = (now) => {
        if (!isRunning) {
            return;
        }
        requestAnimationFrame(tick);
        last ??= now;
        const elapsed = Math.min(now - last, 100);
        last = now;
        if (!isVisible) {
            return;
        }
        time += elapsed;
        // Slow at first, when most is to be seen.
        const due = Math.min(STEPS, Math.ceil(STEPS * (time / LONG) ** 2.5));
        const begin = performance.now();
        while (steps < due && performance.now() - begin < BUDGET) {
            steps += lab.step(Math.min(5, due - steps));
        }
        if (steps >= STEPS) {
            over();
        } else if (now - drawn > 60) {
            drawn = now;
            draw();
        }
    };
    const play = () => {
        if (steps >= STEPS) {
            lab.free();
            lab = new Hero('');
            [steps, time] = [0, 0];
        }
        // Cells that touch leave no seam.
        regions.forEach(({ path }) => path.setAttribute('shape-rendering', 'crispEdges'));
        [isRunning, last] = [true, undefined];
        show('❚❚ Pause', 'Let the network pause');
        requestAnimationFrame(tick);
    };
    button.addEventListener('click', () => {
        if (isRunning) {
            isRunning = false;
            show('▶ Go on', 'Let the network go on');
        } else {
            play();
        }
    });
    new IntersectionObserver(([entry]) => { isVisible = entry.isIntersecting; }).observe(svg);
    figure.lab = { numbers: () => [...lab.numbers()], isOver: () => steps >= STEPS };
    play();
};
