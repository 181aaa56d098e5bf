import { AppShell } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Outlet, useRouterState } from '@tanstack/react-router';
import { Suspense, useEffect } from 'react';
import { ErrorState, Loading } from '../ui/states.tsx';
import { Header } from './header.tsx';
import { PAGES } from './pages.ts';
import { Palette } from './palette.tsx';
import { Rail } from './rail.tsx';
import { useSession } from './session.ts';
import styles from './shell.module.css';
import { SignIn } from './sign-in.tsx';

/** What stands around every page; or the way in. */
export function Shell() {
  const { data: session, error, refetch } = useSession();
  useTitle();
  if (session === undefined && error !== null) return <ErrorState error={error} again={() => void refetch()} />;
  if (session === undefined) return <Loading what="your session" />;
  if (session === null) return <SignIn />;
  return <SignedIn />;
}

function SignedIn() {
  const [isOpen, { toggle, close }] = useDisclosure(false);
  const path = useRouterState({ select: ({ location }) => location.pathname });
  // biome-ignore lint/correctness/useExhaustiveDependencies: on a phone the navigation goes away once it has led somewhere
  useEffect(close, [path]);
  return (
    <AppShell
      header={{ height: 52 }}
      navbar={{ width: { base: 220, sm: 76 }, breakpoint: 'sm', collapsed: { mobile: !isOpen } }}
      padding={0}
    >
      <a className={styles.skip} href="#main">
        To the page
      </a>
      <AppShell.Header className={styles.header}>
        <Header isOpen={isOpen} toggle={toggle} />
      </AppShell.Header>
      <AppShell.Navbar className={styles.rail} component="nav" aria-label="Rooms">
        <Rail />
      </AppShell.Navbar>
      <AppShell.Main id="main" tabIndex={-1} className={styles.main}>
        <Suspense fallback={<Loading what="the page" />}>
          <Outlet />
        </Suspense>
      </AppShell.Main>
      <Palette />
    </AppShell>
  );
}

/** The tab is named after the page. */
function useTitle(): void {
  const page = useRouterState({ select: ({ matches }) => matches.at(-1)?.staticData.page });
  useEffect(() => {
    document.title = page === undefined ? 'Dealwright' : `${PAGES[page].title} · Dealwright`;
  }, [page]);
}
