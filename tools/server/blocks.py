"""The text of the settings for nginx, for `str.format`: braces of nginx's own are doubled.

All conditions stand at server level: an `if` in a location loses that location's `try_files`.
"""

from __future__ import annotations

MAPS = """# Written by server-init. What a request may ask for, and what every answer says.
# The place inside the site: nginx's own normal form of the address, without the site's path. It is taken once a
# request, so that the page for an error does not change it.
map $uri ${site}_place {{
    default "";
    "~(?s)^{inside}(?<inner>/.*)\\z" $inner;
}}
# A way to pack is accepted by its name, unless its weight is nought.
map $http_accept_encoding ${site}_packed {{
    default "";
    "~*(?:^|,)\\s*br\\s*(?:,|;(?!\\s*q\\s*=\\s*0(?:\\.0*)?\\s*(?:,|\\z))|\\z)" .br;
    "~*(?:^|,)\\s*(?:x-)?gzip\\s*(?:,|;(?!\\s*q\\s*=\\s*0(?:\\.0*)?\\s*(?:,|\\z))|\\z)" .gz;
}}
map "${site}_place:$uri" ${site}_coding {{
    default "";
    "~^/({files}|{previews})/" "";
    "~\\.br\\z" br;
    "~\\.gz\\z" gzip;
}}
# Drupal's own path, which stood behind ?q=; a stroke in it may be written %2F, as many as {strokes} times.
{queries}map ${site}_q{strokes} ${site}_query {{
    default "";
    "~^/*(?<wanted>(?!\\.)[^/\\s]+(?:/(?!\\.)[^/\\s]+)*)/*\\z" $wanted;
}}
map $realpath_root ${site}_target {{
    default "";
    "~/releases/[0-9]{{8}}-[0-9]{{6}}-[0-9a-f]{{40}}(?<target>/.*)\\z" $target;
}}
map "$status ${site}_place" ${site}_cache {{
    default "public, max-age=0, must-revalidate";
    "~^\\d+ /{previews}(?:/|\\z)" "no-store";
    "~^(?:200|206|304) /(?:{kept})/" "public, max-age=31536000, immutable";
    "~^(?:200|206|304) /{search}/.*{search_hashed}" "public, max-age=31536000, immutable";
    "~^(?:200|206|304) /(?:{feeds}/|{old_feed}\\z)" "public, max-age=300";
}}
map "$status ${site}_place" ${site}_vary {{
    default Accept-Encoding;
    "~^(?:200|206|304) /(?:{pictures}|{files}|{previews})/" "";
}}
map ${site}_place ${site}_robots {{
    default "";
    "~^/{previews}(?:/|\\z)" "noindex, nofollow";
}}
map ${site}_place ${site}_shared {{
    default "";
    "~^/{feeds}/.*\\.json\\z" "*";
}}
map ${site}_place ${site}_fetch {{
    default same-origin;
    "~^/(?:{feeds}/|{old_feed}\\z|{pictures}/)" cross-origin;
}}
# What is attached is a file and never a page: what browsers do not show is saved, and what they show can do nothing.
map "$status ${site}_place" ${site}_attach {{
    default "";
    "~^(?:200|206|304) {attached}(?!.*\\.(?:{shown})\\z)" attachment;
}}
map "$status ${site}_place" ${site}_policy {{
    default "{policy}";
    "~^(?:200|206|304) {attached}(?!.*\\.(?:{unfenced})\\z)" "default-src 'none'; sandbox";
}}
"""
# One stroke more that was written %2F.
QUERY = """map ${before} ${site}_q{number} {{
    default ${before};
    "~^(?<front>.*?)%2[Ff](?<rest>.*)\\z" $front/$rest;
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
        return 301 https://{authority}$request_uri;
    }}
}}
"""
HTTPS = """
server {{
    listen {port} ssl http2;
    listen [::]:{port} ssl http2;
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
    root "{home}/current";
    # The release of this request: the link may move while it is answered.
    set $release $realpath_root;
    set $place ${site}_place;
    server_tokens off;
    charset utf-8;
    charset_types {charset_types};
    client_max_body_size 1k;
    absolute_redirect off;
    error_page 404 {not_found};
    error_page 410 @gone;

    add_header Cache-Control ${site}_cache always;
    add_header Content-Encoding ${site}_coding;
    add_header Vary ${site}_vary always;
    add_header X-Robots-Tag ${site}_robots always;
    add_header Access-Control-Allow-Origin ${site}_shared always;
    add_header Content-Security-Policy ${site}_policy always;
    add_header Content-Disposition ${site}_attach;
    add_header X-Content-Type-Options nosniff always;
    add_header X-Frame-Options DENY always;
    add_header Referrer-Policy strict-origin-when-cross-origin always;
    add_header Permissions-Policy "camera=(), geolocation=(), microphone=(), payment=(), usb=()" always;
    add_header Cross-Origin-Opener-Policy same-origin always;
    add_header Cross-Origin-Resource-Policy ${site}_fetch always;

    if ($request_method !~ ^(GET|HEAD)$) {{
        return 405;
    }}
{under_path}
    # Nothing of ours has a name with a dot in front, or with a control character.
    if ($place ~ "^\\z|/\\.(?!well-known/acme-challenge/)|[\\x00-\\x1f\\x7f]") {{
        return 404;
    }}
    # Old addresses, by what `markers` has laid into the release. A query counts at the front of the site alone.
    set $from "";
    set $slash "/";
    set $mark $place/{mark};
    if (-d $release/{moved}$mark) {{
        set $from $mark;
    }}
    if (-f $release/{moved}$mark) {{
        set $from $mark;
        set $slash "";
    }}
    if (-f $release/{gone}$mark) {{
        set $from gone;
    }}
    set $asked "";
    if ($place ~ "^/(index\\.php)?\\z") {{
        set $asked ${site}_query;
    }}
    if ($asked != "") {{
        set $mark /{query}/$asked/{mark};
    }}
    if (-d $release/{moved}$mark) {{
        set $from $mark;
        set $slash "/";
    }}
    if (-f $release/{moved}$mark) {{
        set $from $mark;
        set $slash "";
    }}
    if (-f $release/{gone}$mark) {{
        set $from gone;
    }}
    if ($from = gone) {{
        return 410;
    }}
    if ($from != "") {{
        rewrite ^ /.answer/moved last;
    }}
    # A name with its content's hash in it, of a page that is older than a day.
    set $lost "";
    if ($place ~ "^/(?:{hashed})/") {{
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
    if ($place ~ "^/{previews}(/[a-z2-7]{{26}}(?:/.*)?)\\z") {{
        set $file "{home}/previews$1";
    }}
    set $turn "";
    if (-f $file/index.html) {{
        set $turn folder;
    }}
    if ($place ~ "/\\z") {{
        set $turn "";
    }}
    if ($turn = folder) {{
        rewrite ^(.*)$ $1/ permanent;
    }}
    if (-f $file) {{
        set $turn file;
    }}
    if ($place !~ "/index\\.html\\z") {{
        set $turn "";
    }}
    if ($turn = file) {{
        rewrite ^(.*/)index\\.html$ $1 permanent;
    }}
{strip}
    location = /.answer/moved {{
        internal;
        root $release/{moved}$from;
        return 301 "{prefix}${site}_target$slash";
    }}
    location @gone {{
        root $release;
        types {{ }}
        default_type text/html;
        try_files $place/index.html $place {not_found} =410;
    }}
    location ^~ /.well-known/acme-challenge/ {{
        root /var/www/html;
    }}
    location ~ /\\. {{
        return 404;
    }}
    location ^~ /{files}/ {{
        root $release;
{attachment_types}
        try_files $uri =404;
    }}
    location ^~ /{previews}/ {{
        root "{home}/previews";
{types}
        rewrite "^/{previews}(/[a-z2-7]{{26}}/.*)$" $1 break;
        try_files $uri $uri/index.html =404;
    }}
    # The compressed copies have no address of their own.
    location ~ \\.(?:br|gz)$ {{
        return 404;
    }}
    location / {{
        root $release;
        types {{ }}
        default_type text/html;
        try_files $uri/index.html${site}_packed $uri/index.html =404;
    }}
{kinds}
    location ~ \\.[A-Za-z0-9_]+$ {{
        root $release;
{types}
        try_files $uri =404;
    }}
}}
"""
UNDER_PATH = """
    if ($uri = {prefix}) {{
        return 301 {prefix}/;
    }}
"""
STRIP = """
    rewrite "^{inside}(/.*)$" $1 last;
"""
KIND = """    location ~ {pattern} {{
        root $release;
        types {{ }}
        default_type {media_type};
        try_files $uri${site}_packed $uri =404;
    }}
"""
TYPES = """        default_type {unknown};
        types {{
{rows}
        }}"""
# The editor in the browser. What it answers has headers of its own.
EDITOR = """
    server_tokens off;
    charset utf-8;
    # The editor counts what it is sent as it comes, and says in words what is too much.
    client_max_body_size {most_mb}m;
    proxy_http_version 1.1;
    proxy_set_header Connection "";
    proxy_set_header Host $http_host;
    proxy_set_header X-Forwarded-For $remote_addr;
    proxy_set_header X-Forwarded-Proto $scheme;
    proxy_request_buffering off;
    # What a publication says is seen as it comes.
    proxy_buffering off;
    proxy_read_timeout 700s;
    error_page 413 @large;
    error_page 502 504 =503 @away;

    location ^~ /.well-known/acme-challenge/ {{
        root /var/www/html;
    }}
    location ^~ /static/ {{
        proxy_pass http://unix:{socket};
        gzip on;
        gzip_vary on;
        gzip_proxied any;
        gzip_types {packed};
    }}
    # Addresses that are secrets: who knows one needs no password.
    location ^~ /moi/ {{
        access_log off;
        proxy_pass http://unix:{socket};
    }}
    location ^~ /xem/ {{
        access_log off;
        proxy_pass http://unix:{socket};
        gzip on;
        gzip_proxied any;
        gzip_types {packed};
    }}
    location / {{
        proxy_pass http://unix:{socket};
    }}
    location @large {{
        default_type {plain};
        return 413 "Tệp quá lớn nên máy chủ không nhận. Hãy chọn tệp nhỏ hơn.\\n";
    }}
    location @away {{
        default_type {plain};
        return 503 "Trình soạn bài đang khởi động lại. Xin đợi nửa phút rồi mở lại; chữ đã lưu còn nguyên.\\n";
    }}
}}
"""
