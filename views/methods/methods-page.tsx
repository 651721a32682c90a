import { Page, type PageContext } from '../layout.tsx';
import { readDocument } from './document.ts';

interface MethodsPageProps {
  /** Markdown, as it stands in the project's docs. */
  readonly source: string;
  readonly context: PageContext;
}

/** What each figure says, how it is computed, and where it misleads. */
export function MethodsPage({ source, context }: MethodsPageProps) {
  const { headings, body } = readDocument(source);
  return (
    <Page title="Methods" section={null} context={context}>
      <div class="methods">
        <nav aria-label="On this page" class="small">
          <ul>
            {headings.map(({ id, text, level }) => (
              <li data-level={level}>
                <a href={`#${id}`}>{text}</a>
              </li>
            ))}
          </ul>
        </nav>
        <article class="prose" dir="auto">
          {body}
        </article>
      </div>
    </Page>
  );
}
