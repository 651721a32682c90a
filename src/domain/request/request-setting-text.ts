import { isFields, type JsonFields } from '../json.ts';
import type { FunctionTool, ToolChoice } from '../prompt/tool.ts';
import { schemaOfFormat } from './request-fields.ts';
import type { RequestSetting, RequestSettings } from './request-settings.ts';

const LABELS: Readonly<Record<RequestSetting, string>> = {
  stop: 'stop',
  response_format: 'response format',
  service_tier: 'service tier',
  extra_body: 'extra body',
  tools: 'functions',
  tool_choice: 'tool choice',
  parallel_tool_calls: 'parallel calls',
  logprobs: 'token probabilities',
  top_logprobs: 'likeliest tokens',
};
/** Characters of a value in a head. */
const MAX_TEXT = 60;

/** What a setting is sent as, in a few words, as in "functions get_weather, get_time". */
export function requestSettingText(name: RequestSetting, settings: Partial<RequestSettings>): string {
  const value = settings[name];
  const text = value === null || value === undefined ? 'not sent' : textOf({ ...settings, [name]: value }, name);
  return `${LABELS[name]} ${text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT - 1).toWellFormed()}…` : text}`;
}

/** The same in full, as JSON. */
export function wholeSettingText(name: RequestSetting, { [name]: value = null }: Partial<RequestSettings>): string {
  return `${LABELS[name]} ${value === null ? 'not sent' : JSON.stringify(value)}`;
}

function textOf(settings: Partial<RequestSettings>, name: RequestSetting): string {
  const { stop, response_format: format, extra_body: extra, tools, tool_choice: choice } = settings;
  switch (name) {
    case 'stop':
      return (stop ?? []).map((one) => JSON.stringify(one)).join(', ');
    case 'response_format':
      return formatText(format ?? {});
    case 'extra_body':
      return Object.entries(extra ?? {})
        .map(([field, value]) => `${field} ${JSON.stringify(value)}`)
        .join(', ');
    case 'tools':
      return toolsText(tools ?? []);
    case 'tool_choice':
      return choiceText(choice ?? {});
    case 'parallel_tool_calls':
    case 'logprobs':
      return settings[name] ? 'yes' : 'no';
    default:
      return String(settings[name]);
  }
}

/** A schema by the fields that it asks for. */
function formatText(format: JsonFields): string {
  const schema = schemaOfFormat(format);
  if (schema === null) return format['type'] === 'json_object' ? 'JSON' : String(format['type'] ?? 'as typed');
  const fields = isFields(schema['properties']) ? Object.keys(schema['properties']) : [];
  return fields.length === 0 ? 'JSON Schema' : `JSON Schema of ${fields.join(', ')}`;
}

function toolsText(tools: readonly FunctionTool[]): string {
  return tools.length === 0 ? 'none' : tools.map((tool) => tool.function.name).join(', ');
}

function choiceText(choice: ToolChoice): string {
  if (typeof choice === 'string') return choice;
  const named = choice['function'];
  return isFields(named) ? String(named['name']) : JSON.stringify(choice);
}
