import type { JSX } from 'hono/jsx';
import { exactText } from './exact-text.tsx';

interface TextAreaProps extends Omit<JSX.IntrinsicElements['textarea'], 'children' | 'value'> {
  readonly text: string;
}

/**
 * A field for text of several lines that holds the text to the character: an HTML parser leaves out a line feed right after
 * the tag, so one that belongs to the text is preceded by another. No other file writes a `textarea`.
 */
export function TextArea({ text, ...attributes }: TextAreaProps) {
  return (
    <textarea dir="auto" {...attributes}>
      {exactText(text.startsWith('\n') ? `\n${text}` : text)}
    </textarea>
  );
}
