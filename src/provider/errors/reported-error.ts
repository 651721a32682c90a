import { isRecord, type Json } from '../json.ts';

/**
 * The error that a chunk or a whole answer reports, in whichever of the known shapes, as JSON for `readErrorValue`; `null` when it
 * reports none.
 */
export function reportedError(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? null : reportedError(value[0]);
  if (!isRecord(value)) return null;
  if (isSaid(value['error'])) return value;
  const choice = Array.isArray(value['choices']) ? (value['choices'][0] as unknown) : null;
  if (isRecord(choice)) return errorOfChoice(choice);
  const refusal = value['base_resp'];
  if (isRecord(refusal) && isFault(refusal['status_code'])) return refusal;
  return isErrorInstead(value) ? value : null;
}

/** A gateway may put the error of its provider into the choice, or say with the finish_reason alone that there was one. */
function errorOfChoice(choice: Json): unknown {
  if (isSaid(choice['error'])) return choice;
  if (choice['finish_reason'] !== 'error') return null;
  return { error: { message: 'The answer ended with the finish_reason "error".' } };
}

/** An object that stands where a chunk should, without any choice in it. */
function isErrorInstead(value: Json): boolean {
  if (value['object'] === 'error' || value['type'] === 'error') return true;
  if ('choices' in value && value['choices'] !== null) return false;
  if (value['success'] === false) return true;
  const hasList = Array.isArray(value['errors']) && value['errors'].length > 0;
  const hasMessage = typeof value['message'] === 'string' && ['code', 'status', 'type'].some((name) => name in value);
  return hasList || hasMessage || isSaid(value['detail']);
}

/** Some name an error in each chunk, and leave it empty where there is none. */
function isSaid(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0;
  return value !== undefined && value !== null && value !== false && value !== '';
}

/** MiniMax answers 200 with a status code of its own, 0 when all is well. */
function isFault(code: unknown): boolean {
  return typeof code === 'number' && code !== 0;
}
