import * as z from 'zod';
import { DEFAULT_SETTINGS } from '../domain/notebook/notebook.ts';
import { NO_TOOL_FIELDS, type ToolField } from '../domain/prompt/tool-fields.ts';
import { MAX_JSON_FIELD, NO_REQUEST_FIELDS, type RequestField } from '../domain/request/request-fields.ts';

/* The fields of the sweep bar in a notebook file, as they were typed. */

/** Added columns hold schemas and functions of their own; a form of the editor holds less. */
const MAX_ADDED_TEXT = 4_000_000;
const { view: _view, fold: _fold, ...typed } = DEFAULT_SETTINGS;
const typedSettings = Object.fromEntries(Object.keys(typed).map((name) => [name, z.string().max(100_000)])) as Record<
  keyof typeof typed,
  z.ZodString
>;
/** Fields that came later; files without them are read as ever. */
const laterSettings = Object.fromEntries(
  Object.keys({ ...NO_REQUEST_FIELDS, ...NO_TOOL_FIELDS }).map((name) => [
    name,
    z.string().max(MAX_JSON_FIELD).default(''),
  ]),
) as Record<RequestField | ToolField, z.ZodDefault<z.ZodString>>;
export const draftSettings = z.strictObject({
  ...typedSettings,
  ...laterSettings,
  added_columns: z.string().max(MAX_ADDED_TEXT).default(''),
  view: z.enum(['text', 'markdown']),
  fold: z.enum(['raw', 'norm']),
});
