import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { Loading } from '../ui/states.tsx';
import { NotFound } from './not-found.tsx';
import { PageError } from './page-error.tsx';
import { PAGES, type PageName } from './pages.ts';
import { LOAD } from './routes.tsx';
import { Shell } from './shell.tsx';

const rootRoute = createRootRoute({ component: Shell, notFoundComponent: NotFound });

const names = Object.keys(PAGES) as PageName[];

const routes = names.map((name) =>
  createRoute({
    getParentRoute: () => rootRoute,
    path: PAGES[name].path,
    component: lazyRouteComponent(async () => ({ Page: await LOAD[name]() }), 'Page'),
    staticData: { page: name },
  }),
);

export const router = createRouter({
  routeTree: rootRoute.addChildren(routes),
  defaultPreload: 'intent',
  defaultPendingComponent: () => <Loading what="the page" />,
  defaultErrorComponent: ({ error, reset }) => <PageError error={error} again={reset} />,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface StaticDataRouteOption {
    /** Which page it is. */
    readonly page?: PageName;
  }
}
