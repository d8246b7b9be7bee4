import type { Metadata, Viewport } from 'next';
import { headers } from 'next/headers';
import type { ReactNode } from 'react';
import './globals.css';

export const metadata: Metadata = {
  title: { default: 'Hearthline', template: '%s · Hearthline' },
  description: 'One provable record of a home loan for everyone who is party to it.',
  icons: { icon: '/icon.svg' },
};

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  themeColor: [{ media: '(prefers-color-scheme: dark)', color: '#141816' }, { color: '#faf8f3' }],
};

/** Reading a header keeps every page dynamic: a page made at build time could not carry the nonce. */
export default async function RootLayout({ children }: { readonly children: ReactNode }): Promise<ReactNode> {
  await headers();
  return (
    <html lang="en">
      <body>{children}</body>
    </html>
  );
}
