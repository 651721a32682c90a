import { writeFileSync } from 'node:fs';
import { startScriptedEndpoint } from '../support/scripted-endpoint.ts';
import { createTestApp } from '../support/test-app.ts';
import { converse, NOW } from './conversation.ts';

/**
 * Writes what programs hold today into `held.json`. The copy in the repository was made with the commit before types and
 * files got their present names: this folder laid into its tree, then `npx tsx test/contract/record.ts`. It is made anew
 * only when what a program gets is changed on purpose.
 */
const endpoint = await startScriptedEndpoint({ models: ['gpt-4o-mini', 'gpt-4.1-mini', 'house-model'] });
const app = await createTestApp({ endpoint, config: { concurrency: 1 }, now: () => NOW });
const held = await converse(app, endpoint);
await app.close();
await endpoint.close();
// One answer a line.
const answers = Object.entries(held.answers).map(([call, one]) => `  ${JSON.stringify(call)}: ${JSON.stringify(one)}`);
const text = `{"answers": {\n${answers.join(',\n')}\n},\n"notebookFile": ${JSON.stringify(held.notebookFile)}}\n`;
writeFileSync(new URL('held.json', import.meta.url), text);
