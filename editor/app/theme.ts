import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';

/** The one accent. Everything that isn't chosen, pressed or counted is grey. */
const pine: MantineColorsTuple = [
  '#eef8f5',
  '#d9efe9',
  '#b1ded2',
  '#82cab8',
  '#56b49e',
  '#329a84',
  '#1f7f6d',
  '#136b5c',
  '#0e574b',
  '#09443b',
];

/** Greys of the dark scheme, with a little blue in them; text on the first seven backgrounds stays above 4.5 : 1. */
const dark: MantineColorsTuple = [
  '#dfe3e8',
  '#b6bdc6',
  '#98a0ab',
  '#737b87',
  '#49515c',
  '#383f49',
  '#2a3038',
  '#1b1f25',
  '#16191e',
  '#101216',
];

/** Monaco measures it, so it is named where that can read it. */
export const MONOSPACE = '"JetBrains Mono", "SF Mono", "Cascadia Code", Menlo, Consolas, "Liberation Mono", "DejaVu Sans Mono", monospace';

export const theme = createTheme({
  colors: { pine, dark },
  primaryColor: 'pine',
  primaryShade: { light: 7, dark: 6 },
  defaultRadius: 'sm',
  cursorType: 'pointer',
  focusRing: 'auto',
  respectReducedMotion: true,
  fontFamily: 'Inter, "Segoe UI", -apple-system, BlinkMacSystemFont, "Helvetica Neue", "Noto Sans", "Liberation Sans", Arial, sans-serif',
  fontFamilyMonospace: MONOSPACE,
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.125rem' },
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '1.375rem', lineHeight: '1.3' },
      h2: { fontSize: '1.0625rem', lineHeight: '1.4' },
      h3: { fontSize: '0.9375rem', lineHeight: '1.4' },
      h4: { fontSize: '0.875rem', lineHeight: '1.4' },
    },
  },
  components: {
    Button: { defaultProps: { size: 'xs' } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray' } },
    Tooltip: { defaultProps: { openDelay: 350, withArrow: false } },
    Select: { defaultProps: { size: 'xs' } },
    TextInput: { defaultProps: { size: 'xs' } },
    NumberInput: { defaultProps: { size: 'xs' } },
    Textarea: { defaultProps: { size: 'xs' } },
    SegmentedControl: { defaultProps: { size: 'xs' } },
    // a header within a dialog isn't the page's
    ModalHeader: { defaultProps: { role: 'presentation' } },
    Anchor: { defaultProps: { inherit: true } },
    InputWrapper: { styles: { description: { fontSize: 'var(--mantine-font-size-xs)' } } },
    // a state of which only the beginning is read is none
    Badge: { defaultProps: { variant: 'light', radius: 'sm', tt: 'none', fw: 500 }, styles: { root: { minWidth: 'max-content' } } },
    Modal: { defaultProps: { closeButtonProps: { 'aria-label': 'Close' } } },
    Drawer: { defaultProps: { closeButtonProps: { 'aria-label': 'Close' } } },
    // its colour is in its ground and its mark: as a colour of text yellow is not to be read
    Alert: { styles: { title: { color: 'var(--mantine-color-text)' } } },
    Table: { defaultProps: { verticalSpacing: 6, horizontalSpacing: 'sm' } },
  },
});

/** Mantine's greys for hints and errors are too pale to be read by everybody (WCAG 1.4.3). */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: { '--rail-width': '76px', '--header-height': '52px' },
  light: {
    '--mantine-color-dimmed': '#5b636d',
    '--mantine-color-placeholder': '#6b737d',
    '--mantine-color-error': '#b42318',
    '--surface': '#ffffff',
    '--surface-sunken': '#f6f7f8',
    '--line': '#e3e6e9',
    '--good': '#136b5c',
    '--bad': '#b42318',
    '--accent-text': '#136b5c',
    '--accent-wash': '#eef8f5',
  },
  dark: {
    '--mantine-color-dimmed': '#a3abb5',
    '--mantine-color-placeholder': '#98a1ac',
    '--mantine-color-error': '#ff9a8f',
    '--surface': '#1b1f25',
    '--surface-sunken': '#15181d',
    '--line': '#2f353e',
    '--good': '#6fcbb5',
    '--bad': '#ff9a8f',
    '--accent-text': '#7fd0bd',
    '--accent-wash': '#1c322f',
  },
});
