// Asks Signet for a token and prints it: go run token.go [ACCOUNT [access|id]]. Go 1.19 or newer, no packages.
// Exit codes are those of `signet token`: 3 not running, 4 sign-in required, 5 refused, 6 locked, 7 offline or busy.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"syscall"
	"time"
)

// A person may be asked: Signet waits a minute for an answer, and longer where somebody has to sign in first.
const patience = 5 * time.Minute

// Programs switch on the code. One that is not here may be added later.
var exits = map[string]int{
	"sign_in_required":     4,
	"consent_denied":       5,
	"consent_required":     5,
	"denied_recently":      5,
	"consent_timeout":      9,
	"account_not_found":    2,
	"bad_request":          2,
	"locked":               6,
	"offline":              7,
	"throttled":            7,
	"busy":                 7,
	"keychain_unavailable": 8,
	"keychain_locked":      8,
	"keychain_refused":     8,
}

type signetError struct {
	exit int
	text string
}

func (e *signetError) Error() string { return e.text }

type token struct {
	Token     string    `json:"token"`
	ExpiresAt time.Time `json:"expiresAt"`
}

type problem struct {
	Code   string `json:"code"`
	Detail string `json:"detail"`
}

func socketPaths() []string {
	if path := os.Getenv("SIGNET_SOCKET"); path != "" {
		return []string{path}
	}
	if home := os.Getenv("SIGNET_HOME"); home != "" {
		return []string{filepath.Join(home, "signet.sock")}
	}
	home, _ := os.UserHomeDir()
	if runtime.GOOS == "darwin" {
		return []string{filepath.Join(home, "Library/Application Support/Signet/signet.sock")}
	}
	state := os.Getenv("XDG_STATE_HOME")
	if state == "" {
		state = filepath.Join(home, ".local/state")
	}
	paths := []string{}
	for _, folder := range []string{os.Getenv("XDG_RUNTIME_DIR"), fmt.Sprintf("/run/user/%d", os.Getuid()), state} {
		if folder != "" {
			paths = append(paths, filepath.Join(folder, "signet/signet.sock"))
		}
	}
	return paths
}

// Somebody else's socket is no Signet of yours: say nothing to it.
func isOwn(path string) bool {
	socket, err := os.Lstat(path)
	if err != nil || socket.Mode()&os.ModeSocket == 0 {
		return false
	}
	folder, err := os.Lstat(filepath.Dir(path))
	if err != nil || folder.Mode().Perm()&0o077 != 0 {
		return false
	}
	uid := uint32(os.Getuid())
	return socket.Sys().(*syscall.Stat_t).Uid == uid && folder.Sys().(*syscall.Stat_t).Uid == uid
}

func findSocket() (string, error) {
	for _, path := range socketPaths() {
		if isOwn(path) {
			return path, nil
		}
	}
	return "", &signetError{3, "Signet does not run. Start the app, or `signet agent`."}
}

// getToken asks for an access or an id token. Keep it while it lives, or just ask again: Signet keeps it.
func getToken(account, use string) (*token, error) {
	path, err := findSocket()
	if err != nil {
		return nil, err
	}
	client := &http.Client{Timeout: patience, Transport: &http.Transport{
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, "unix", path)
		},
	}}
	address := "http://signet/v1/accounts/" + url.PathEscape(account) + "/token"
	body, _ := json.Marshal(map[string]any{"use": use, "minimumTtl": 60})
	response, err := client.Post(address, "application/json", bytes.NewReader(body))
	// Busy, or Cognito throttles: once more, when it says so. After a person's no it says how long not to ask.
	if err == nil && (response.StatusCode == 429 || response.StatusCode == 503) {
		if wait, _ := strconv.Atoi(response.Header.Get("Retry-After")); wait > 0 && wait <= 30 {
			response.Body.Close()
			time.Sleep(time.Duration(wait) * time.Second)
			response, err = client.Post(address, "application/json", bytes.NewReader(body))
		}
	}
	if err != nil {
		if os.IsTimeout(err) {
			return nil, &signetError{9, "Signet did not answer in time."}
		}
		return nil, &signetError{3, "Signet does not run, or ended before it answered: " + err.Error()}
	}
	defer response.Body.Close()
	if response.StatusCode == http.StatusOK {
		reply := new(token)
		return reply, json.NewDecoder(response.Body).Decode(reply)
	}
	return nil, refusal(response)
}

// The detail is for a person: it says what to do.
func refusal(response *http.Response) error {
	var told problem
	if err := json.NewDecoder(response.Body).Decode(&told); err != nil {
		return err
	}
	exit, known := exits[told.Code]
	if !known {
		exit = 1
	}
	return &signetError{exit, fmt.Sprintf("%s (%s)", told.Detail, told.Code)}
}

func main() {
	words := append(os.Args[1:], "default", "access")
	if len(os.Args) == 2 {
		words = []string{os.Args[1], "access"}
	}
	reply, err := getToken(words[0], words[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		var told *signetError
		if errors.As(err, &told) {
			os.Exit(told.exit)
		}
		os.Exit(1)
	}
	fmt.Println(reply.Token)
}
