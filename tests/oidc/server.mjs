// An identity provider for the tests: the certified oidc-provider with a handful of people who sign in by a form.
// Usage: node server.mjs PORT MODULES CALLBACK  (MODULES: the folder oidc-provider was installed in.)
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [port, modules, callback] = process.argv.slice(2);
const found = createRequire(`${modules}/package.json`).resolve("oidc-provider");
const { default: Provider } = await import(pathToFileURL(found).href);

const PASSWORD = "correct horse battery staple";
const people = {
  ana: { name: "Ana Rivera", email: "ana@agency.example", groups: ["everybody", "liaison"] },
  sam: { name: "Sam Okafor", email: "sam@agency.example", groups: ["liaison leads", "everybody"] },
  kit: { name: "Kit Nowak", email: "kit@agency.example", groups: ["everybody"] },
};

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [
    {
      client_id: "common-ground",
      client_secret: "the tests' own secret, nobody else's",
      redirect_uris: [callback],
      post_logout_redirect_uris: [callback],
    },
  ],
  claims: { openid: ["sub"], profile: ["name"], email: ["email"], groups: ["groups"] },
  scopes: ["openid", "profile", "email", "groups"],
  conformIdTokenClaims: false, // claims come with the identity itself, as agencies set their providers up
  features: {
    devInteractions: { enabled: false },
    rpInitiatedLogout: {
      enabled: true,
      // A provider that knows whose session it is does not ask again.
      logoutSource: (ctx, form) => {
        ctx.body = `<!doctype html><title>Signing out</title>${form}<button form="op.logoutForm" name="logout"
          value="yes">Sign out of the agency</button>`;
      },
    },
  },
  cookies: { keys: ["only for tests"] },
  interactions: { url: (ctx, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (ctx, id) => people[id] && { accountId: id, claims: () => ({ sub: id, ...people[id] }) },
  // The agency has agreed for everybody: nobody is asked what they share.
  loadExistingGrant: async (ctx) => {
    const grant = new ctx.oidc.provider.Grant({
      clientId: ctx.oidc.client.clientId,
      accountId: ctx.oidc.session.accountId,
    });
    grant.addOIDCScope("openid profile email groups");
    await grant.save();
    return grant;
  },
});

const answer = provider.callback();

async function sent(request) {
  let body = "";
  for await (const chunk of request) body += chunk;
  return body;
}

function form(response, said = "") {
  response.setHeader("Content-Type", "text/html; charset=utf-8");
  response.end(`<!doctype html><title>Agency sign-in</title><h1>Agency sign-in</h1><p>${said}</p>
    <form method="post"><label>Name <input name="login"></label>
    <label>Password <input name="password" type="password"></label><button>Go on</button></form>`);
}

createServer(async (request, response) => {
  const { pathname } = new URL(request.url, "http://127.0.0.1");
  if (request.method === "PUT" && pathname.startsWith("/people/")) {
    Object.assign(people[pathname.split("/")[2]], JSON.parse(await sent(request)));
    response.end();
  } else if (!pathname.startsWith("/interaction/")) {
    answer(request, response);
  } else if (request.method === "POST") {
    const typed = new URLSearchParams(await sent(request));
    const login = typed.get("login");
    if (!people[login] || typed.get("password") !== PASSWORD) form(response, "Name or password is wrong.");
    else await provider.interactionFinished(request, response, { login: { accountId: login } });
  } else {
    form(response);
  }
}).listen(Number(port), "127.0.0.1");
