import type { Context } from 'hono';
import { html } from 'hono/html';
import type { JSX } from 'hono/jsx/jsx-runtime';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Today } from '../../../views/head/today.tsx';
import type { PageContext } from '../../../views/layout.tsx';
import type { AppDeps } from '../../app-deps.ts';
import { orNotFound } from '../../errors.ts';
import { storageWords } from '../../planning/storage-words.ts';

type Markup = JSX.Element;

/** Answers with a whole page. */
export function page(c: Context, markup: Markup, status: ContentfulStatusCode = 200) {
  return c.html(pageMarkup(markup), status);
}

/** A whole page as text. */
export function pageMarkup(markup: Markup): string | Promise<string> {
  return html`<!doctype html>${markup}`;
}

/** Answers with a piece of a page, or with several. */
export function fragment(c: Context, markup: Markup | readonly Markup[], status: ContentfulStatusCode = 200) {
  return c.html(html`${markup}`, status);
}

/** Sends the person to another page: by htmx when it asked, else by a redirect that a reload does not repeat. */
export function goTo(c: Context, path: string) {
  if (!isFragmentRequest(c)) return c.redirect(path, 303);
  c.header('HX-Redirect', path);
  return c.body(null, 204);
}

/** Whether htmx asked, so that the answer goes into a page that stays. */
export function isFragmentRequest(c: Context): boolean {
  return c.req.header('hx-request') === 'true';
}

/** The number in the path; anything but a positive whole number is no id of anything. */
export function idParam(c: Context, name = 'id'): number {
  const text = c.req.param(name) ?? '';
  const id = /^[1-9]\d{0,14}$/.test(text) ? Number(text) : null;
  return orNotFound(id, 'page');
}

/** The page of a long list that `?page=` asks for, from 1; whatever is no number of a page is the first. */
export function pageNumber(c: Context): number {
  const text = c.req.query('page') ?? '';
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : 1;
}

/** What every page needs of the server around it. */
export function pageContext(deps: AppDeps): PageContext {
  return {
    assets: deps.assets.paths,
    banner: bannerText(deps),
    signedIn: deps.access.password !== null,
    services: serviceNames(deps),
    today: todayOf(deps),
    calendar: deps.store.timeZones.days.calendar,
  };
}

/** The names of the services that answer, those with a key first; the built-in model only where there is no other. */
function serviceNames({ provider }: Pick<AppDeps, 'provider'>): readonly string[] {
  const all = provider.connections();
  const services = all.filter(({ kind }) => kind !== 'built_in');
  return (services.length > 0 ? services : all).map(({ label }) => label);
}

/** What was spent today as far as it is known, and the most it may be. */
export function todayOf({ ledger, rules, store }: Pick<AppDeps, 'ledger' | 'rules' | 'store'>): Today {
  const { money, assumed, unpriced } = ledger.today().spent;
  return {
    spent: money - assumed,
    unpriced,
    cap: rules.rules.caps.day.money,
    zone: store.timeZones.days.calendar.zone,
  };
}

/** What is wrong with the server at the moment, for all pages; `null` when nothing is. */
export function bannerText({ runner }: Pick<AppDeps, 'runner'>): string | null {
  const problem = runner.storageProblem;
  return problem === null ? null : `${storageWords(problem).onPages} ${problem.message}`;
}
