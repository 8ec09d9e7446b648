# The gateway with all the plugins of this repository:
#   docker build -t lucid .
#   docker run -p 4100:4100 -v lucid-data:/data -e OPENAI_API_KEY lucid
# On its first start it prints the key that applications call it with; the volume keeps it.
# A smaller image with only the providers you need: see docs/guides/quickstart.md.

FROM node:26-slim AS build
WORKDIR /lucid
RUN npm install --global pnpm@12.21.0
COPY . .
RUN pnpm install --frozen-lockfile && node tools/build.ts --javascript
# What runs needs no development tools: install again without them.
RUN find . -name node_modules -prune -exec rm -rf {} + \
  && pnpm install --frozen-lockfile --prod \
  && rm -rf .cache tools docs

FROM node:26-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=4100 LUCID_DATA_DIR=/data
WORKDIR /lucid
COPY --from=build /lucid /lucid
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 4100
HEALTHCHECK --start-period=10s --interval=15s --timeout=3s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.PORT + '/readyz').then(r => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "apps/gateway/dist/cli.js", "start"]
