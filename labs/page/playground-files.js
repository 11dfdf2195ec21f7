// The playground's doors: a table of the reader's own comes in, networks and samples go out and come in as files.
'use strict';

(() => {
    const { element } = annLabs;
    const EXAMPLE = 'length,width,kind\n5.1,3.5,small\n7.0,3.2,large\n…';
    // A table of 5000 rows and 200 columns is smaller.
    const MOST = 20e6;

    /// Gives the reader a file.
    const save = (content, name, type) => {
        const link = element('a', { href: URL.createObjectURL(new Blob([content], { type })), download: name });
        link.click();
        setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    };

    annLabs.Doors = class {
        /// `came` is told when another table, or another network, is there.
        constructor(play, came) {
            Object.assign(this, { play, came, name: undefined });
            const button = (textContent, act) => {
                const made = element('button', { type: 'button', textContent });
                made.addEventListener('click', act);
                return made;
            };
            /// A button that asks for a file.
            const chooser = (text, accept, act) => {
                const input = element('input', { type: 'file', accept, hidden: true, 'aria-label': text, tabIndex: -1 });
                input.addEventListener('change', () => {
                    if (input.files.length > 0) {
                        act(input.files[0]);
                        input.value = '';
                    }
                });
                return [button(text, () => input.click()), input];
            };
            this.command = element('code', {});
            // What the line under the buttons says, where the eye is. It is read aloud from there.
            this.told = element('p', { className: 'told', 'aria-hidden': 'true' });
            this.sampler = button('Save the samples', () => this.samples());
            this.text = element('textarea', { rows: 4, placeholder: EXAMPLE, spellcheck: false, 'aria-label': 'The rows of a table, pasted' });
            const table = element('fieldset', {}, element('legend', { textContent: 'A table of your own' }),
                element('p', { textContent: 'A row is a line such as 5.1,3.5,small: columns of numbers, and in the last one what is to be answered, classes or numbers. The first line may name the columns. Paste it here, or drop a file of it anywhere on the playground. It stays on your machine.' }),
                this.text, element('div', { className: 'row' }, button('Use this table', () => this.table(this.text.value, 'the table')), ...chooser('Choose a file…', '.csv,.tsv,.txt,text/*', (file) => this.take(file))));
            const model = element('fieldset', {}, element('legend', { textContent: 'The network as a file' }),
                element('p', {}, 'As it is now, with its scaler and the names of its columns. In a terminal it answers the rows of a table: ', this.command, '. A model of two columns that ', element('code', { textContent: 'ann train' }), ' has written can be opened, too.'),
                element('div', { className: 'row' }, button('Save the network', () => this.save()), ...chooser('Open a network…', '.safetensors', (file) => this.take(file)), this.sampler));
            this.box = element('details', { className: 'doors' }, element('summary', { textContent: 'Your own data, and networks in files' }), this.told, element('div', { className: 'groups' }, table, model));
            const { box } = play.stage;
            box.addEventListener('dragover', (event) => {
                if (event.dataTransfer.types.includes('Files')) {
                    event.preventDefault();
                    box.classList.add('drop');
                }
            });
            box.addEventListener('dragleave', (event) => box.contains(event.relatedTarget) || box.classList.remove('drop'));
            box.addEventListener('drop', (event) => {
                event.preventDefault();
                box.classList.remove('drop');
                this.take(event.dataTransfer.files[0]);
            });
        }

        /// After other samples have come: the command for these.
        renew(isOwn) {
            const table = !isOwn ? 'samples.csv' : this.name.includes('.') ? this.name : 'table.csv';
            this.command.textContent = `ann predict playground.safetensors ${table}`;
            this.sampler.hidden = isOwn;
        }

        /// A file that was chosen or dropped: its name says what it is.
        async take(file) {
            if (file?.name.endsWith('.safetensors')) {
                this.open(new Uint8Array(await file.arrayBuffer()), file.name);
            } else if (file?.size > MOST) {
                this.let(() => { throw new Error(`${file.name} has ${Math.round(file.size / 1e6)} MB; the playground takes at most 5000 rows of 200 columns: leave some out`); });
            } else if (file) {
                this.table(await file.text(), file.name);
            }
        }

        /// Does it, and tells what is there then.
        let(act, told) {
            const { stage } = this.play;
            stage.pause();
            stage.guarded(() => {
                act();
                this.came();
                stage.tell(told());
            });
            stage.draw();
            this.repeat();
        }

        repeat() {
            const { said } = this.play.stage;
            this.told.textContent = said.textContent;
            this.told.classList.toggle('wrong', said.classList.contains('wrong'));
        }

        table(text, name) {
            this.let(() => {
                this.play.net.load(text, name);
                this.name = name;
            }, () => this.play.net.table());
        }

        open(bytes, name) {
            const open = () => {
                try {
                    this.play.net.open_model(bytes, name);
                } catch (error) {
                    throw new Error(`${error.message}. What “Save the network” here or ann train has written can be opened.`);
                }
            };
            this.let(open, () => `${name} is here, and can go on learning. ${this.play.say()}`);
        }

        save() {
            this.play.stage.guarded(() => {
                save(this.play.net.model_file(), 'playground.safetensors', 'application/octet-stream');
                this.play.stage.tell('The network is saved as playground.safetensors.');
            });
            this.repeat();
        }

        /// The samples as they are in the window, with what is to be answered.
        samples() {
            const rows = [false, true].flatMap((isTest) => {
                const points = this.play.net.points(isTest);
                return Array.from({ length: points.length / 3 }, (_, k) => points.subarray(3 * k, 3 * k + 3).join(','));
            });
            save(`x1,x2,y\n${rows.join('\n')}\n`, 'samples.csv', 'text/csv');
            this.play.stage.tell(`${rows.length} samples are saved as samples.csv.`);
            this.repeat();
        }
    };
})();
