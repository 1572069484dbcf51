# Every image of docker-compose.yml. Where no image registry can be reached, images/base.sh makes the base image from
# Debian's packages.
ARG BASE_IMAGE=debian:13-slim

FROM ${BASE_IMAGE} AS redis
RUN apt-get update && apt-get install -y --no-install-recommends redis-server && rm -rf /var/lib/apt/lists/*
USER 10001:10001
CMD ["redis-server", "/var/lib/flotilla/settings/redis.conf"]

FROM ${BASE_IMAGE} AS nats
RUN apt-get update && apt-get install -y --no-install-recommends nats-server && rm -rf /var/lib/apt/lists/*
USER 10001:10001
CMD ["nats-server", "--config", "/var/lib/flotilla/settings/nats.conf"]

# Gets Node and the locked dependencies as every bare machine does, by `flotilla`; then leaves out what only
# development needs. Programs that bring their own certificate authorities are told to trust the base image's.
FROM ${BASE_IMAGE} AS fetched
ENV NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt
ENV XDG_CACHE_HOME=/opt/cache
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates npm && rm -rf /var/lib/apt/lists/*
WORKDIR /opt/flotilla
COPY . .
RUN ./flotilla help \
    && find . -name node_modules -prune -exec rm -rf {} + \
    && tools=$(echo /opt/cache/flotilla/node-*) \
    && "$tools/node" "$tools/node_modules/pnpm/bin/pnpm.mjs" install --prod --frozen-lockfile \
    && cp -L "$tools/node" /opt/node

FROM ${BASE_IMAGE} AS service
COPY --from=fetched /opt/node /usr/local/bin/node
COPY --from=fetched /opt/flotilla /opt/flotilla
# Volumes begin with the owner of the folder they cover.
RUN mkdir -p /var/lib/flotilla && chown 10001:10001 /var/lib/flotilla
WORKDIR /opt/flotilla
USER 10001:10001

FROM service AS node-agent
USER root
RUN apt-get update \
    && apt-get install -y --no-install-recommends busybox-static conntrack iproute2 mount nftables util-linux \
    && rm -rf /var/lib/apt/lists/*
CMD ["node", "services/node-agent/src/main.ts"]
