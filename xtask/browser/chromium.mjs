// Chromium without a window, which asks nothing of the network and keeps nothing: puppeteer gives it a profile and removes it.

import puppeteer from 'puppeteer-core';

export const launch = (executablePath, more = {}) => puppeteer.launch({
    executablePath,
    headless: true,
    args: [
        '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
        '--disable-component-update', '--disable-sync',
    ],
    ...more,
});
