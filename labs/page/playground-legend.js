// What the colours and the marks of the playground mean.
'use strict';

(() => {
    const { element, shape } = annLabs;
    const circle = (kind) => shape('circle', { class: kind, cx: 12, cy: 6, r: 4 });
    const triangle = (kind) => shape('path', { class: kind, d: 'M12,1l5,9h-10z' });
    const square = (kind) => shape('rect', { class: kind, x: 6, y: 0, width: 12, height: 12, rx: 2 });
    const line = (kind, width, dash = 'none') => shape('path', { class: kind, d: 'M0,6h24', 'stroke-width': width, 'stroke-dasharray': dash });
    const picture = (drawing) => shape('svg', { viewBox: '0 0 24 12', 'aria-hidden': 'true' }, drawing);

    annLabs.Legend = class {
        constructor() {
            this.box = element('dl', { className: 'colours' });
        }

        /// For classes the colours are those of the whole book; for numbers they say on which side of 0 one is.
        build(isRegression) {
            const rows = [
                [[circle('blue'), triangle('orange')], isRegression
                    ? 'samples above 0, and below; the fainter, the nearer to 0'
                    : 'samples of class 0, and of class 1'],
                [[circle('blue hollow'), triangle('orange hollow')], 'hollow: not learnt from, but kept for the test'],
                [[square('blue'), square('orange')], isRegression
                    ? 'the plane, where the answer is above 0, and below; faint: near 0'
                    : 'the plane, where class 0 is answered, and class 1; faint: unsure'],
                [[line('ink')], `the answer is ${isRegression ? '0' : '½: here it changes sides'}`],
                [[line('blue', 3), line('orange', 3, '5 3')], 'weights above 0, and below; the thicker, the larger'],
                [[square('blue'), square('orange')], 'neurons: what they compute, above 0, and below'],
            ];
            this.box.replaceChildren(...rows.flatMap(([drawings, words]) => [element('dt', {}, ...drawings.map(picture)), element('dd', { textContent: words })]));
        }
    };
})();
