import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, chromium, type LaunchOptions, type Page } from 'playwright-core';

/**
 * A Chromium for tests: the one inside the registry package on Linux x64, else one that is installed. Its web security stays on: only
 * the sandbox is off (containers and root have none), so that a test of what other origins can do proves something.
 */
export interface TestBrowser {
  /** A page with its own cookies and storage; closing the page closes those too. */
  newPage(options?: PageOptions): Promise<Page>;
  /**
   * A page like a new one that was used and given back before, where there is one: each new page is one more process, which compiles all
   * scripts again. For whoever changes neither its clock nor its scripts.
   */
  borrowPage(options?: Pick<PageOptions, 'viewport'>): Promise<Page>;
  /** Ends the use of a page that was borrowed: what it shows, its cookies and its storage. */
  giveBack(page: Page): Promise<void>;
  /** Closes the pages that were opened through this object and are open still. */
  close(): Promise<void>;
}

interface PageOptions {
  readonly colorScheme?: 'light' | 'dark';
  readonly viewport?: { readonly width: number; readonly height: number };
  /** Where the browser is; default: where the tests run. */
  readonly timezoneId?: string;
}

const CACHE = new URL('../../node_modules/.cache/', import.meta.url).pathname;
const FONTS_FILE = 'tempera-fonts.conf';
const INSTALLED = ['chrome', 'chromium', 'msedge'] as const;
const COMMON_PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/snap/bin/chromium'];
/** Keeps the browser from asking the network for things of its own, and so from waiting for it; any `….test` is this machine. */
const ARGUMENTS = [
  '--disable-domain-reliability',
  '--no-pings',
  '--disable-client-side-phishing-detection',
  '--host-resolver-rules=MAP *.test 127.0.0.1',
];

/** Of a new page. */
const VIEWPORT = { width: 1280, height: 800 };

let launched: Promise<Browser> | null = null;
/** Pages that were given back, to be borrowed by any file of this process. */
const givenBack: Page[] = [];

/**
 * The browser of this test process, which all its files share: starting it takes longer than most tests. It ends with the process.
 * @throws an error that names what to install when no browser starts.
 */
export async function launchBrowser(): Promise<TestBrowser> {
  launched ??= launchFirst(ARGUMENTS);
  return asTestBrowser(await launched);
}

/** Ends the browser before the process does, for a script that would wait for it. */
export async function endBrowser(): Promise<void> {
  await (await launched)?.close();
  launched = null;
}

async function launchFirst(args: readonly string[]): Promise<Browser> {
  const failures: string[] = [];
  for (const candidate of candidates()) {
    try {
      return await chromium.launch({ ...(await candidate()), chromiumSandbox: false, args: [...args] });
    } catch (cause) {
      failures.push(String(cause).split('\n')[0] ?? '');
    }
  }
  throw new Error(
    'No browser starts for the tests. Install Google Chrome or Chromium (for example `apt-get install chromium`), or run on Linux x64, ' +
      `where npm brings one.\n${failures.join('\n')}`,
  );
}

function candidates(): (() => Promise<LaunchOptions>)[] {
  const packaged = process.platform === 'linux' && process.arch === 'x64' ? [packagedChromium] : [];
  const channels = INSTALLED.map((channel) => async () => ({ channel }));
  const paths = COMMON_PATHS.filter((path) => existsSync(path)).map((path) => async () => ({ executablePath: path }));
  return [...packaged, ...channels, ...paths];
}

/** Where NSS or fonts are not installed, the browser finds those that come with the package. */
async function packagedChromium(): Promise<LaunchOptions> {
  const folder = await unpackedChromium();
  const libraries = [join(folder, 'al2023', 'lib'), process.env['LD_LIBRARY_PATH']];
  return {
    executablePath: join(folder, 'chromium'),
    env: {
      ...process.env,
      LD_LIBRARY_PATH: libraries.filter((path) => path !== undefined).join(':'),
      FONTCONFIG_FILE: join(folder, FONTS_FILE),
    },
  };
}

/**
 * The package unpacks into the temp folder, trusts whatever already lies there under its names, and leaves a half-written browser
 * behind when interrupted. So it unpacks into a new folder of our own, which gets its final name only when complete.
 */
async function unpackedChromium(): Promise<string> {
  const folder = join(CACHE, `chromium-${await packageVersion()}`);
  if (existsSync(folder)) return folder;
  await mkdir(CACHE, { recursive: true });
  const fresh = await mkdtemp(join(CACHE, 'unpacking-'));
  try {
    await unpackInto(fresh);
    await writeFile(join(fresh, FONTS_FILE), fontsConfig(folder));
    await rename(fresh, folder);
  } catch (cause) {
    await rm(fresh, { recursive: true, force: true });
    if (!existsSync(folder)) throw cause;
  }
  return folder;
}

/**
 * The package's own file looks for fonts in the folders of a cloud service only, and the browser dies on the first text field when it
 * has no font at all.
 */
function fontsConfig(folder: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>${join(folder, 'fonts')}</dir>
  <cachedir>${join(folder, 'font-cache')}</cachedir>
</fontconfig>
`;
}

async function packageVersion(): Promise<string> {
  const manifest = await readFile(
    new URL('../../node_modules/@sparticuz/chromium/package.json', import.meta.url),
    'utf8',
  );
  return String(JSON.parse(manifest).version);
}

/** The package takes its target from TMPDIR, and unpacks NSS only where it believes to run on Amazon's Node 20. */
async function unpackInto(folder: string): Promise<void> {
  const { default: packaged } = await import('@sparticuz/chromium');
  const runtime = 'nodejs20.x';
  const restore = setEnvironment({ TMPDIR: folder, AWS_EXECUTION_ENV: runtime, AWS_LAMBDA_JS_RUNTIME: runtime });
  try {
    await packaged.executablePath();
  } finally {
    restore();
  }
}

function setEnvironment(values: Readonly<Record<string, string>>): () => void {
  const before = Object.keys(values).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, values);
  return () => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  };
}

function asTestBrowser(browser: Browser): TestBrowser {
  const pages = new Set<Page>();
  const newPage: TestBrowser['newPage'] = async ({ colorScheme = 'light', viewport = VIEWPORT, ...place } = {}) => {
    // Nothing moves: each frame of a movement is drawn by the processor that runs the tests.
    const page = await browser.newPage({ colorScheme, viewport, reducedMotion: 'reduce', ...place });
    // Far more than an idle machine needs: a busy one is slow, not wrong.
    page.setDefaultTimeout(90_000);
    pages.add(page.on('close', () => void pages.delete(page)));
    return page;
  };
  return {
    newPage,
    borrowPage: async ({ viewport = VIEWPORT } = {}) => {
      const page = givenBack.pop() ?? (await newPage());
      pages.add(page);
      await page.setViewportSize(viewport);
      return page;
    },
    giveBack: async (page) => {
      await asNew(page);
      pages.delete(page);
      givenBack.push(page);
    },
    close: async () => {
      await Promise.all([...pages].map((page) => page.close()));
    },
  };
}

async function asNew(page: Page): Promise<void> {
  for (const event of ['console', 'pageerror', 'request'] as const) page.removeAllListeners(event);
  await page.unrouteAll({ behavior: 'wait' });
  // A pointer that rests where the next test has something would point at it.
  await page.mouse.move(0, 0);
  // Where it goes just now, if anywhere, is left too: only then nothing is kept any more.
  await page.goto('about:blank');
  const session = await page.context().newCDPSession(page);
  await session.send('Storage.clearDataForOrigin', { origin: '*', storageTypes: 'cookies,local_storage' });
  await session.detach();
  await page.emulateMedia({ colorScheme: 'light' });
}
