import type { PodTemplateSpec } from '@flotilla/kinds/core/v1';
import { expect, test } from 'vitest';
import { dataOf } from './revision.ts';

/** As a client may write it: empty values, an order of its own, quantities in other spellings. */
const written = {
  spec: {
    terminationGracePeriodSeconds: 30,
    nodeSelector: {},
    containers: [
      {
        name: 'main',
        image: 'web:1',
        args: [],
        env: [{ value: '', name: 'EMPTY' }],
        resources: { requests: { memory: '1024Mi', cpu: '1000m' } },
        ports: [{ protocol: 'TCP', containerPort: 80 }],
      },
      { image: 'log:1', name: 'side' },
    ],
    volumes: [{ name: 'work', emptyDir: {} }],
    securityContext: {},
    hostNetwork: false,
  },
  metadata: { labels: { tier: 'front', app: 'web' }, creationTimestamp: null },
} as unknown as PodTemplateSpec;

/** What upstream's controllers make of this template. */
const upstreams =
  '{"spec":{"template":{"$patch":"replace","metadata":{"labels":{"app":"web","tier":"front"}},"spec":{"containers":[' +
  '{"env":[{"name":"EMPTY"}],"image":"web:1","name":"main","ports":[{"containerPort":80,"protocol":"TCP"}],' +
  '"resources":{"requests":{"cpu":"1","memory":"1Gi"}}},{"image":"log:1","name":"side","resources":{}}],' +
  '"securityContext":{},"terminationGracePeriodSeconds":30,"volumes":[{"emptyDir":{},"name":"work"}]}}}}';

test("a revision's data are byte for byte what upstream would write", () => {
  expect(JSON.stringify(dataOf(written))).toBe(upstreams);
});
