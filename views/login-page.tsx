import { Page, type PageContext } from './layout.tsx';

interface LoginPageProps {
  readonly error: string | null;
  /** Where to go after signing in: a path on this server. */
  readonly next: string;
  readonly context: PageContext;
}

/** Asks for the password that was set with TEMPERA_PASSWORD. */
export function LoginPage({ error, next, context }: LoginPageProps) {
  return (
    <Page title="Sign in" section={null} context={context}>
      <form class="login card" method="post" action="/login">
        <h1>Sign in</h1>
        <input type="hidden" name="next" value={next} />
        <div class="field">
          <label for="password">Password</label>
          <input
            id="password"
            type="password"
            name="password"
            autocomplete="current-password"
            required
            autofocus
            aria-describedby="login-error"
          />
          <span class="field-error" id="login-error" role="alert">
            {error}
          </span>
        </div>
        <button type="submit" class="button primary">
          Sign in
        </button>
      </form>
    </Page>
  );
}
