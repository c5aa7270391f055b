"""The text of the settings for nginx, for `str.format`: braces of nginx's own are doubled.

All conditions stand at server level: an `if` in a location loses that location's `try_files`.
"""

from __future__ import annotations

MAPS = """# Written by server-init. What a request may ask for, and what every answer says.
map $http_accept_encoding ${site}_packed {{
    default "";
    "~*\\bbr\\b" .br;
    "~*\\bgzip\\b" .gz;
}}
map $uri ${site}_encoding {{
    default "";
    ~\\.br$ br;
    ~\\.gz$ gzip;
}}
map $args ${site}_query {{
    default "";
    "~^(?<kept>[A-Za-z0-9=&/_%+,-]{{1,200}})$" $kept;
}}
map $realpath_root ${site}_target {{
    default "";
    "~/releases/[^/]+(?<target>/.*)$" $target;
}}
map $request_uri ${site}_cache {{
    default "public, max-age=0, must-revalidate";
    "~^{prefix}/(theme|anh|tep)/" "public, max-age=31536000, immutable";
    "~^{prefix}/pagefind/.*\\.pf_" "public, max-age=31536000, immutable";
    "~^{prefix}/(feeds/|rss\\.xml)" "public, max-age=300";
    "~^{prefix}{previews}/" "no-store";
}}
map $request_uri ${site}_robots {{
    default "";
    "~^{prefix}{previews}/" "noindex, nofollow";
}}
map $request_uri ${site}_shared {{
    default "";
    "~^{prefix}/feeds/[^?]*\\.json" "*";
}}
"""
PLAIN = """
server {{
    listen 80;
    listen [::]:80;
    server_name {host};
    server_tokens off;
    location ^~ /.well-known/acme-challenge/ {{
        root /var/www/html;
    }}
    location / {{
        return 301 https://{host}$request_uri;
    }}
}}
"""
HTTPS = """
server {{
    listen 443 ssl http2;
    listen [::]:443 ssl http2;
    server_name {host};
    ssl_certificate /etc/letsencrypt/live/{host}/fullchain.pem;
    ssl_certificate_key /etc/letsencrypt/live/{host}/privkey.pem;
    ssl_protocols TLSv1.2 TLSv1.3;
    add_header Strict-Transport-Security "max-age=63072000" always;
"""
HTTP = """
server {{
    listen {port};
    server_name {host};
"""
SITE = """
    root {home}/current;
    # The release of this request: the link may move while it is answered.
    set $release $realpath_root;
    set $place $uri;
    server_tokens off;
    charset utf-8;
    charset_types text/css text/csv text/calendar text/javascript text/plain application/json application/feed+json;
    client_max_body_size 1k;
    absolute_redirect off;
    error_page 404 /404.html;
    error_page 410 @gone;

    add_header Cache-Control ${site}_cache always;
    add_header Content-Encoding ${site}_encoding;
    add_header Vary Accept-Encoding always;
    add_header X-Robots-Tag ${site}_robots always;
    add_header Access-Control-Allow-Origin ${site}_shared always;
    add_header Content-Security-Policy "{policy}" always;
    add_header X-Content-Type-Options nosniff always;
    add_header X-Frame-Options DENY always;
    add_header Referrer-Policy strict-origin-when-cross-origin always;
    add_header Permissions-Policy "camera=(), geolocation=(), microphone=(), payment=(), usb=()" always;
    add_header Cross-Origin-Opener-Policy same-origin always;
    add_header Cross-Origin-Resource-Policy ${site}_resources always;

    if ($request_method !~ ^(GET|HEAD)$) {{
        return 405;
    }}
{under_path}
    # Old addresses, by what `markers` has laid into the release.
    set $from "";
    if (-d $release/{moved}$place/{end}) {{
        set $from $place/{end};
    }}
    if (-d $release/{moved}$place/{end}q/${site}_query/{end}) {{
        set $from $place/{end}q/${site}_query/{end};
    }}
    if ($from != "") {{
        rewrite ^ /.answer/moved last;
    }}
    if (-f $release/{gone}$place/{end}) {{
        return 410;
    }}
    if (-f $release/{gone}$place/{end}q/${site}_query/{end}) {{
        return 410;
    }}
    # A name with its content's hash in it, of a page that is older than a day.
    set $lost "";
    if ($place ~ "^/(theme|anh|tep|pagefind)/") {{
        set $lost hashed;
    }}
    if (!-f $release$place) {{
        set $lost "${{lost}} away";
    }}
    if ($lost = "hashed away") {{
        return 410;
    }}
    # One address a page: with its closing slash, and without the file's name.
    set $file $release$place;
    if ($place ~ "^{previews}(/[a-z2-7]{{26}}(/.*)?)$") {{
        set $file {home}/previews$1;
    }}
    set $turn "";
    if (-f $file/index.html) {{
        set $turn folder;
    }}
    if ($place ~ "/$") {{
        set $turn "";
    }}
    if ($turn = folder) {{
        rewrite ^(.*)$ $1/ permanent;
    }}
    if (-f $file) {{
        set $turn file;
    }}
    if ($place !~ "/index\\.html$") {{
        set $turn "";
    }}
    if ($turn = file) {{
        rewrite ^(.*/)index\\.html$ $1 permanent;
    }}
{strip}
    location = /.answer/moved {{
        internal;
        root $release/{moved}$from;
        return 301 {prefix}${site}_target/;
    }}
    location @gone {{
        root $release;
        types {{ }}
        default_type text/html;
        try_files $place/index.html /404.html =410;
    }}
    location ^~ /.well-known/acme-challenge/ {{
        root /var/www/html;
    }}
    location ~ /\\. {{
        return 404;
    }}
    location / {{
        root $release;
        types {{ }}
        default_type text/html;
        try_files $uri/index.html${site}_packed $uri/index.html =404;
    }}
    location ~ \\.html$ {{
        root $release;
        types {{ }}
        default_type text/html;
        try_files $uri${site}_packed $uri =404;
    }}
{kinds}
    location ~ \\.[A-Za-z0-9_]+$ {{
        root $release;
{types}
        try_files $uri =404;
    }}
    location ^~ {previews}/ {{
        root {home}/previews;
{types}
        rewrite "^{previews}(/[a-z2-7]{{26}}/.*)$" $1 break;
        try_files $uri $uri/index.html =404;
    }}
}}
"""
UNDER_PATH = """
    if ($uri = {prefix}) {{
        return 301 {prefix}/;
    }}
    if ($uri !~ "^{prefix}/") {{
        return 404;
    }}
    if ($uri ~ "^{prefix}(/.*)$") {{
        set $place $1;
    }}
"""
STRIP = """
    rewrite ^{prefix}(/.*)$ $1 last;
"""
KIND = """    location ~ {pattern} {{
        root $release;
        types {{ }}
        default_type {media_type};
        try_files $uri${site}_packed $uri =404;
    }}
"""
TYPES = """        default_type application/octet-stream;
        types {
            text/html html;
            text/css css;
            text/javascript js mjs;
            application/json json;
            application/xml xml;
            application/wasm wasm;
            application/pdf pdf;
            application/msword doc;
            application/vnd.openxmlformats-officedocument.wordprocessingml.document docx;
            application/vnd.ms-excel xls;
            application/vnd.openxmlformats-officedocument.spreadsheetml.sheet xlsx;
            application/vnd.ms-powerpoint ppt;
            application/vnd.openxmlformats-officedocument.presentationml.presentation pptx;
            application/zip zip;
            audio/mpeg mp3;
            font/woff2 woff2;
            image/avif avif;
            image/gif gif;
            image/jpeg jpg jpeg;
            image/png png;
            image/svg+xml svg;
            image/webp webp;
            image/x-icon ico;
            text/calendar ics;
            text/csv csv;
            text/plain txt;
            video/mp4 mp4;
        }"""
RESOURCES = """map $request_uri ${site}_resources {{
    default same-origin;
    "~^{prefix}/(feeds/|rss\\.xml|anh/)" cross-origin;
}}
"""
