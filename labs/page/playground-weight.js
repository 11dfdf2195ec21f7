// The playground's editor of one weight.
'use strict';

(() => {
    const { element, digits, menu } = annLabs;

    annLabs.Weight = class {
        constructor(play) {
            this.play = play;
            this.box = element('fieldset', { className: 'weight' });
        }

        /// The layer, the neuron and what it reads, as they are chosen.
        chosen() {
            return [Number(this.layer.input.value) + 1, Number(this.neuron.input.value), Number(this.from.input.value)];
        }

        /// The weight as it is now, unless somebody is writing it.
        show() {
            if (document.activeElement !== this.value) {
                const { net } = this.play;
                const [layer, neuron, from] = this.chosen();
                const weight = net.weights()[this.play.starts()[layer] + neuron * (net.sizes()[layer - 1] + 1) + from];
                this.value.value = Number(weight.toFixed(4));
            }
        }

        /// Its menus, after the network has changed its shape.
        build() {
            const { play } = this;
            const sizes = play.net.sizes();
            const range = (count, name) => Array.from({ length: count }, (_, k) => [String(k), name(k)]);
            const layerName = (k) => (k + 1 === sizes.length - 1 ? 'the answer' : `layer ${k + 1}`);
            const refill = (select, choices) => select.input.replaceChildren(...choices.map(([value, textContent]) => element('option', { value, textContent })));
            const inputs = () => {
                const layer = Number(this.layer.input.value) + 1;
                refill(this.neuron, range(sizes[layer], (k) => `neuron ${k + 1}`));
                const name = (k) => (k === sizes[layer - 1] ? 'its bias' : layer === 1 ? play.nameOf(play.features()[k]) : `neuron ${k + 1}`);
                refill(this.from, range(sizes[layer - 1] + 1, name));
                this.show();
            };
            this.layer = menu('in', range(sizes.length - 1, layerName), '0', inputs);
            this.neuron = menu('', [], '0', () => this.show());
            this.from = menu('on', [], '0', () => this.show());
            this.neuron.input.setAttribute('aria-label', 'neuron');
            this.value = element('input', { type: 'number', step: 0.1, 'aria-label': 'weight' });
            this.value.addEventListener('input', () => {
                if (this.value.value !== '') {
                    const value = Number(this.value.value);
                    play.stage.guarded(() => play.net.set_weight(...this.chosen(), value));
                    play.stage.draw();
                    play.stage.tell(`The weight is ${digits(value)}. ${play.say()}`);
                }
            });
            this.box.replaceChildren(element('legend', { textContent: 'One weight' }), this.layer.label, this.neuron.label, this.from.label, element('label', { className: 'field' }, element('span', { textContent: 'is' }), this.value));
            inputs();
        }

        edit(layer, neuron, from) {
            this.layer.input.value = String(layer - 1);
            this.layer.input.dispatchEvent(new Event('change'));
            this.neuron.input.value = String(neuron);
            this.from.input.value = String(from);
            this.value.blur();
            this.show();
            this.value.focus();
            this.value.select();
        }
    };
})();
