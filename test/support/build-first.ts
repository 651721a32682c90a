import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { PROJECT_ROOT } from '../../src/platform/paths.ts';
import { removeForgotten } from './temporary-folders.ts';

/**
 * Builds what is newer than the last build, before the first test and, while watching, before each repetition; at the end
 * removes what tests left in temporary folders.
 */
export default function buildFirst(project: TestProject): () => void {
  build();
  project.onTestsRerun(async () => build());
  return removeForgotten;
}

function build(): void {
  execFileSync(process.execPath, [join(PROJECT_ROOT, '.build', 'ensure-built.mjs')], { stdio: 'inherit' });
}
