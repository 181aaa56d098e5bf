import { Link, useRouterState } from '@tanstack/react-router';
import { NAVIGATION, type NavigationItem } from './navigation.ts';
import { PAGES } from './pages.ts';
import styles from './rail.module.css';
import { hasRole, useSession } from './session.ts';

export function Rail() {
  const { data: session } = useSession();
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const may = ({ roles }: NavigationItem) => roles === undefined || (session != null && hasRole(session, ...roles));
  return (
    <div className={styles.rail}>
      {NAVIGATION.map(({ label, items }) => (
        <ul key={label} className={styles.group} aria-label={label}>
          {items.filter(may).map((item) => (
            <li key={item.page}>
              <RailLink {...item} isHere={isWithin(path, item)} />
            </li>
          ))}
        </ul>
      ))}
    </div>
  );
}

function RailLink({ page, label, icon: Icon, isHere }: NavigationItem & { readonly isHere: boolean }) {
  return (
    <Link to={PAGES[page].path} className={styles.link} data-here={isHere || undefined} aria-current={isHere ? 'page' : undefined}>
      <Icon size={19} stroke={1.6} aria-hidden />
      <span>{label}</span>
    </Link>
  );
}

function isWithin(path: string, { page }: NavigationItem): boolean {
  if (page === 'home') return path === '/' || path.startsWith('/programs');
  const own = PAGES[page].path;
  return path === own || path.startsWith(`${own}/`);
}
