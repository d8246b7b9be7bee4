import type { NextConfig } from 'next';

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  // Native or worker-spawning packages stay outside the bundle.
  serverExternalPackages: ['pg', 'pino', '@node-rs/argon2', '@prisma/client', '@prisma/adapter-pg'],
  experimental: { optimizePackageImports: ['lucide-react'] },
};

export default config;
