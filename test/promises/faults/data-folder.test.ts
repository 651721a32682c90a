import { existsSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { buildServer, newFolder, spawnServer, startServer } from '../../support/running-server.ts';

beforeAll(buildServer);

function temporary(): string {
  const { folder, remove } = newFolder();
  onTestFinished(remove);
  return folder;
}

/** Exit code and output of a server that is expected not to start; one that hangs is killed with the test. */
async function refusalAt(dataDir: string) {
  const server = spawnServer({ folder: temporary(), env: { DATA_DIR: dataDir } });
  onTestFinished(() => server.kill('SIGKILL'));
  return { code: await server.exited, output: server.output().trim() };
}

/** Node's recursive mkdir never ends in /proc, which says of itself that it is not there. */
test.runIf(existsSync('/proc/self')).each(['/proc/x', '/proc/x/data', '/sys/x'])(
  'a data folder that cannot be made in %s is said in one line, with what to do',
  async (folder) => {
    const { code, output } = await refusalAt(folder);
    expect(output).toMatch(/^The data folder \S+ cannot be made \(E[A-Z]+.*: set DATA_DIR to a folder elsewhere\.$/);
    expect(output).toContain(folder);
    expect(code).toBe(1);
  },
);

test('a data folder below a file, or below a link to nowhere, is said so too', async () => {
  const link = join(temporary(), 'link');
  symlinkSync('/no/such/folder', link);
  for (const folder of [join(process.execPath, 'data'), link, join(link, 'data')]) {
    const { code, output } = await refusalAt(folder);
    expect(output).toContain(`The data folder ${folder} cannot be made (`);
    expect([code, output.split('\n')]).toEqual([1, [output]]);
  }
});

test('a data folder is made with all folders above it, for this account only', async () => {
  const above = join(temporary(), 'new');
  const folder = join(above, 'and newer', 'data');
  const server = await startServer({ folder: temporary(), env: { DATA_DIR: `${folder}/` } });
  await server.stop();
  expect(existsSync(join(folder, 'tempera.db'))).toBe(true);
  expect([above, folder].map((path) => statSync(path).mode & 0o777)).toEqual([0o700, 0o700]);
});
