/*
 * frame.c - see frame.h
 *
 * SPDX-License-Identifier: MIT
 */
#include "page/frame.h"

#include "page/parts.h"

void nd_frame_begin(struct nd_html *html, bool scripted) {
    nd_html_add(html, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                      "style-src '");
    nd_html_add(html, nd_page_style_hash);
    if (scripted) {
        nd_html_add(html, "'; script-src '");
        nd_html_add(html, nd_page_script_hash);
    }
    nd_html_add(html, "'; base-uri 'none'; form-action 'none'\">\n"
                      "<meta name=\"referrer\" content=\"no-referrer\">\n"
                      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                      "<meta name=\"color-scheme\" content=\"light dark\">\n"
                      "<meta name=\"generator\" content=\"newsdupes " ND_VERSION_STRING "\">\n"
                      "<title>");
}

void nd_frame_body(struct nd_html *html) {
    nd_html_add(html, " \xE2\x80\x93 newsdupes</title>\n<style>");
    nd_html_add(html, nd_page_style);
    nd_html_add(html, "</style>\n</head>\n<body>\n");
}

void nd_frame_end(struct nd_html *html, bool scripted) {
    nd_html_add(html,
                "<footer><p>Made by newsdupes " ND_VERSION_STRING ". This page is complete: it "
                "loads nothing.</footer>\n");
    if (scripted) {
        nd_html_add(html, "<script>");
        nd_html_add(html, nd_page_script);
        nd_html_add(html, "</script>\n");
    }
    nd_html_add(html, "</body>\n</html>\n");
}
