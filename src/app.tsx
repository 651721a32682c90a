import { Hono } from 'hono';
import { compress } from 'hono/compress';
import { LoginPage } from '../views/login-page.tsx';
import type { AppDeps } from './app-deps.ts';
import { AppError } from './errors.ts';
import { applyGuards } from './guards/apply-guards.ts';
import { apiCodeRoutes } from './routes/api/code.ts';
import { apiComparisonRoutes } from './routes/api/comparisons.ts';
import { apiCompletionRoutes } from './routes/api/completions.ts';
import { apiModelRoutes } from './routes/api/models.ts';
import { apiPriceRoutes } from './routes/api/prices.ts';
import { apiProbeRoutes } from './routes/api/probes.ts';
import { apiRunRoutes } from './routes/api/runs.ts';
import { apiSettingRoutes } from './routes/api/settings.ts';
import { caseExportRoutes } from './routes/cases/case-exports.ts';
import { caseRoutes } from './routes/cases/cases.tsx';
import { matrixRoutes } from './routes/cases/matrix.tsx';
import { cellRoutes } from './routes/cells.tsx';
import { dataFileRoutes } from './routes/data-file.tsx';
import { alternativeSettingRoutes } from './routes/experiments/alternative-settings.tsx';
import { conversationRoutes } from './routes/experiments/conversations.tsx';
import { exampleRoutes } from './routes/experiments/examples.tsx';
import { experimentRoutes } from './routes/experiments/experiments.tsx';
import { otherModelRoutes } from './routes/experiments/other-models.tsx';
import { swapAxesRoutes } from './routes/experiments/swap-axes.tsx';
import { variableRoutes } from './routes/experiments/variables.ts';
import { versionRoutes } from './routes/experiments/versions.tsx';
import { historyRoutes } from './routes/history.tsx';
import { homeRoutes } from './routes/home.tsx';
import { pageContext, pageMarkup } from './routes/http/answer.tsx';
import { answerError } from './routes/http/error-answer.tsx';
import { healthRoutes } from './routes/http/health.ts';
import { staticRoutes } from './routes/http/static-files.ts';
import { eventRoutes } from './routes/live/events.tsx';
import { methodRoutes } from './routes/methods.tsx';
import { modelRoutes } from './routes/models.tsx';
import { isImport, notebookFileRoutes } from './routes/notebook-files.tsx';
import { notebookRoutes } from './routes/notebooks.tsx';
import { pasteRoutes } from './routes/pastes.tsx';
import { priceRoutes } from './routes/prices.tsx';
import { annotationRoutes } from './routes/runs/annotations.tsx';
import { differenceRoutes } from './routes/runs/baseline-diff.tsx';
import { comparisonRoutes } from './routes/runs/comparisons.tsx';
import { tokenRoutes } from './routes/runs/logprobs.tsx';
import { runAnswerRoutes } from './routes/runs/run-answers.tsx';
import { runStepRoutes } from './routes/runs/run-steps.tsx';
import { runRoutes } from './routes/runs/runs.tsx';
import { settingEffectRoutes } from './routes/runs/setting-effect.tsx';
import { settingRoutes } from './routes/settings.tsx';
import { trialRoutes } from './routes/trials.tsx';

/** The whole web application, made from what it is given; it opens nothing and listens to nothing itself. */
export function createApp(deps: AppDeps): Hono {
  const app = new Hono();
  applyGuards(app, {
    ...deps.access,
    loginPage: (props) =>
      pageMarkup(<LoginPage {...props} context={{ ...pageContext(deps), signedIn: false, today: null }} />),
    isImport,
    openPaths: ['/healthz', '/favicon.ico', ...Object.values(deps.assets.paths)],
  });
  app.use(compress({ threshold: 1024 }));
  app.route('/', healthRoutes(deps));
  app.route('/', staticRoutes(deps.assets));
  app.route('/', notebookFileRoutes(deps));
  app.route('/', homeRoutes(deps));
  app.route('/', trialRoutes(deps));
  app.route('/', notebookRoutes(deps));
  app.route('/', pasteRoutes(deps));
  app.route('/', cellRoutes(deps));
  app.route('/', experimentRoutes(deps));
  app.route('/', exampleRoutes(deps));
  app.route('/', caseRoutes(deps));
  app.route('/', caseExportRoutes(deps));
  app.route('/', matrixRoutes(deps));
  app.route('/', runRoutes(deps));
  app.route('/', annotationRoutes(deps));
  app.route('/', conversationRoutes(deps));
  app.route('/', versionRoutes(deps));
  app.route('/', runAnswerRoutes(deps));
  app.route('/', runStepRoutes(deps));
  app.route('/', tokenRoutes(deps));
  app.route('/', eventRoutes(deps));
  app.route('/', comparisonRoutes(deps));
  app.route('/', differenceRoutes(deps));
  app.route('/', settingEffectRoutes(deps));
  app.route('/', alternativeSettingRoutes(deps));
  app.route('/', swapAxesRoutes(deps));
  app.route('/', variableRoutes(deps));
  app.route('/', methodRoutes(deps));
  app.route('/', historyRoutes(deps));
  app.route('/', dataFileRoutes(deps));
  app.route('/', settingRoutes(deps));
  app.route('/', otherModelRoutes(deps));
  app.route('/', modelRoutes(deps));
  app.route('/', priceRoutes(deps));
  app.route('/api/v1', apiRunRoutes(deps));
  app.route('/api/v1', apiCompletionRoutes(deps));
  app.route('/api/v1', apiCodeRoutes(deps));
  app.route('/api/v1', apiModelRoutes(deps));
  app.route('/api/v1', apiPriceRoutes(deps));
  app.route('/api/v1', apiComparisonRoutes(deps));
  app.route('/api/v1', apiSettingRoutes(deps));
  app.route('/api/v1', apiProbeRoutes(deps));
  app.notFound((c) => answerError(c, deps, new AppError(404, 'not-found', 'There is nothing at this address.')));
  app.onError((error, c) => answerError(c, deps, error));
  return app;
}
