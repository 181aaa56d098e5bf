import { type FastifyBaseLogger, type FastifyInstance, fastify, LogController } from 'fastify';
import type { Access } from '../access/access.ts';
import type { SignIn } from '../access/sign-in.ts';
import type { Analytics } from '../analytics/analytics.ts';
import type { Trail } from '../audit/trail.ts';
import type { Deals } from '../deals/model.ts';
import type { Imports } from '../jobs/imports.ts';
import type { Simulations } from '../jobs/simulations.ts';
import type { Tries } from '../jobs/tries.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Missing } from '../ledger/statement.ts';
import type { Life } from '../lifecycle/life.ts';
import type { ProgramBook } from '../lifecycle/program-book.ts';
import { programSource, type Unsaved } from '../lifecycle/program-source.ts';
import { tellAttainment } from '../registry/attainment.ts';
import type { Store } from '../store/open-store.ts';
import type { Webhooks } from '../webhooks/model.ts';
import { analyticsRoutes } from './analytics.ts';
import { analyticsImportRoutes } from './analytics-imports.ts';
import { analyticsReturnRoutes } from './analytics-return.ts';
import { analyticsViewRoutes } from './analytics-views.ts';
import { auditRoutes } from './audit.ts';
import { authenticate } from './authenticate.ts';
import { backupRoutes } from './backup.ts';
import { readJsonBodies } from './body.ts';
import { browserSessions } from './browser-sessions.ts';
import { dealRoutes } from './deals-routes.ts';
import { deliveryRoutes } from './deliveries.ts';
import { frontDoor } from './editor.ts';
import { answerClientError, answerErrors, answerFrameworkError } from './errors.ts';
import { evaluateRoutes } from './evaluate.ts';
import { healthRoutes } from './health.ts';
import { historyRoutes } from './histories.ts';
import { historyActivityRoutes } from './history-activities.ts';
import { guardHosts } from './hosts.ts';
import { importRoutes } from './imports.ts';
import { keyRoutes } from './keys.ts';
import { bookRoutes } from './ledger-routes.ts';
import { lifeRoutes } from './life-routes.ts';
import { DEFAULT_LIMITS, type Limits } from './limits.ts';
import { peopleRoutes } from './people.ts';
import { openapiRoutes, registerPlugins } from './plugins.ts';
import { programRoutes } from './programs.ts';
import { readyRoutes } from './ready.ts';
import { registryRoutes } from './registry-routes.ts';
import { sessionRoutes } from './session.ts';
import { signInRoutes } from './sign-in.ts';
import { simulationRoutes } from './simulations.ts';
import { tryRoutes } from './tries.ts';
import { validateByShape } from './validation.ts';
import { webhookRoutes } from './webhooks.ts';

/** Where histories are kept, and who asks them. */
export interface WhatIf {
  readonly store: Store;
  /** Of that store. */
  readonly trail: Trail;
  readonly simulations: Simulations;
  readonly imports: Imports;
  readonly tries: Tries;
  /** Missing: nobody asks what the program is worth. */
  readonly analytics?: Analytics;
}

export interface AppOptions {
  /** The programs that are served; read anew for each request. */
  readonly book: ProgramBook;
  /** Who may do what. */
  readonly access: Access;
  /** Missing: nobody signs in with a browser. */
  readonly signIn?: SignIn;
  /** Missing: programs are what the book says, and nobody changes them here. */
  readonly life?: Life;
  /** Missing: nothing is recorded. */
  readonly deals?: Deals;
  /** Missing: quotes alone, which keep nothing. */
  readonly whatIf?: WhatIf;
  /** What is due and paid; missing: nothing is posted here. */
  readonly ledger?: Ledger;
  /** The folder in which the editor was built; missing: browsers are shown the description of the interface. */
  readonly editor?: string;
  /** Missing: nobody is told what happens. */
  readonly webhooks?: Webhooks;
  /** Where failures are logged; missing: nowhere. Requests that go well are not logged. */
  readonly logger?: FastifyBaseLogger;
  /** Where other than by default. */
  readonly limits?: Partial<Limits>;
}

/** How often Node looks for requests that take too long to arrive. */
const CHECK_CONNECTIONS_MS = 5_000;
/** How long the headers alone may take. */
const HEADERS_MS = 10_000;

/** The one app, for production and for tests. */
export function buildApp({
  book,
  access,
  signIn,
  life,
  deals,
  whatIf,
  ledger,
  webhooks,
  editor,
  logger,
  limits: given,
}: AppOptions): FastifyInstance {
  const limits: Limits = { ...DEFAULT_LIMITS, ...given };
  const app = fastify({
    ...(logger && { loggerInstance: logger }),
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: limits.bodyBytes,
    requestTimeout: limits.requestMs,
    http: {
      connectionsCheckingInterval: Math.min(limits.requestMs, CHECK_CONNECTIONS_MS),
      // Where it is the longer one of the two, Node takes one for the other.
      headersTimeout: Math.min(limits.requestMs, HEADERS_MS),
    },
    exposeHeadRoutes: true,
    frameworkErrors: answerFrameworkError,
    clientErrorHandler: answerClientError,
  });
  validateByShape(app);
  // Schemas of answers are there to be read: a serialiser made of them would drop what they don't name.
  app.setSerializerCompiler(() => JSON.stringify);
  readJsonBodies(app);
  answerErrors(app);
  const sessions = signIn && browserSessions(app, access, signIn);
  authenticate(app, access, sessions);
  registerPlugins(app, limits);
  if (signIn?.settings.way === 'owner') guardHosts(app, signIn.settings.publicUrl);
  // A plugin, so that it comes after those above: their hooks are for its routes too.
  app.register(async (routes) => {
    healthRoutes(routes, book, deals);
    readyRoutes(routes, access.store);
    programRoutes(routes, book);
    evaluateRoutes(routes, book, limits, deals);
    if (life !== undefined) lifeRoutes(routes, life, limits);
    const served = { store: access.store, trail: access.trail };
    if (deals !== undefined) dealRoutes(routes, { deals, ...served }, limits);
    if (deals !== undefined) registryRoutes(routes, { ...served, book, live: deals, now: life?.now ?? access.now });
    if (ledger !== undefined) bookRoutes(routes, ledger, deals && missingOf(deals));
    peopleRoutes(routes, access);
    keyRoutes(routes, access);
    auditRoutes(routes, access.trail);
    backupRoutes(routes, access);
    sessionRoutes(routes, access, sessions);
    if (signIn !== undefined && sessions !== undefined) {
      signInRoutes(routes, access, signIn, sessions);
      frontDoor(routes, editor);
    }
    if (whatIf !== undefined) {
      const source = (unsaved?: Unsaved) => programSource(book, life, unsaved);
      historyRoutes(routes, whatIf.store, whatIf.trail);
      historyActivityRoutes(routes, whatIf.store);
      importRoutes(routes, { book, life }, whatIf.store, whatIf.imports, limits);
      simulationRoutes(routes, source, whatIf.simulations, limits);
      tryRoutes(routes, source, whatIf.tries, limits);
      if (whatIf.analytics !== undefined) {
        analyticsRoutes(routes, book, whatIf.analytics);
        analyticsImportRoutes(routes, book, whatIf.analytics, limits);
        analyticsReturnRoutes(routes, book, whatIf.analytics, whatIf.simulations);
        analyticsViewRoutes(routes, book, whatIf.analytics);
      }
    }
    if (webhooks !== undefined) {
      webhookRoutes(routes, webhooks);
      deliveryRoutes(routes, webhooks);
    }
    openapiRoutes(routes);
  });
  return app;
}

/** What is missing to the next tier, as the live state of an enrollment tells it. */
const missingOf =
  (deals: Pick<Deals, 'standing'>): Missing =>
  (program, partner, partnerType) =>
    deals.standing(program, partner, partnerType, (standing) => tellAttainment(standing, partner, partnerType)?.sentences);
