// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/alsa_sink.h"

#include <alsa/asoundlib.h>

#include <cerrno>
#include <utility>

namespace devices {

namespace {

constexpr unsigned kAheadMicroseconds = 100'000;
constexpr int kWaitMilliseconds = 20;
constexpr int kMostWaits = 25;  // half a second without room for a sample: the device is gone

void say_nothing(const char*, int, const char*, int, const char*, ...) {}

}  // namespace

// An open playback device.
class AlsaSink::Device {
 public:
  [[nodiscard]] static std::unique_ptr<Device> open(const std::string& name, unsigned rate) {
    snd_pcm_t* pcm = nullptr;
    if (snd_pcm_open(&pcm, name.c_str(), SND_PCM_STREAM_PLAYBACK, SND_PCM_NONBLOCK) < 0)
      return nullptr;
    std::unique_ptr<Device> device(new Device(pcm, rate));
    const int set = snd_pcm_set_params(pcm, SND_PCM_FORMAT_S16, SND_PCM_ACCESS_RW_INTERLEAVED, 1,
                                       rate, 1, kAheadMicroseconds);
    if (set < 0) return nullptr;
    return device;
  }
  ~Device() { snd_pcm_close(pcm_); }
  Device(const Device&) = delete;
  Device& operator=(const Device&) = delete;

  [[nodiscard]] unsigned rate() const { return rate_; }
  [[nodiscard]] bool prepare() { return snd_pcm_prepare(pcm_) >= 0; }
  void drop() { snd_pcm_drop(pcm_); }
  [[nodiscard]] bool write(std::span<const std::int16_t> samples) {
    for (int waits = 0; !samples.empty();) {
      const snd_pcm_sframes_t written = snd_pcm_writei(pcm_, samples.data(), samples.size());
      if (written > 0) {
        samples = samples.subspan(static_cast<std::size_t>(written));
        continue;
      }
      if (++waits > kMostWaits) return false;
      if (written == -EAGAIN || written == 0) {
        snd_pcm_wait(pcm_, kWaitMilliseconds);
      } else if (snd_pcm_recover(pcm_, static_cast<int>(written), 1) < 0) {
        return false;
      }
    }
    return true;
  }

 private:
  Device(snd_pcm_t* pcm, unsigned rate) : pcm_(pcm), rate_(rate) {}

  snd_pcm_t* const pcm_;
  const unsigned rate_;
};

AlsaSink::AlsaSink(std::string device) : name_(std::move(device)) {
  // ALSA would tell standard error of every device that is not there.
  snd_lib_error_set_handler(say_nothing);
}

AlsaSink::~AlsaSink() = default;

bool AlsaSink::begin(unsigned rate) {
  if (device_ && (device_->rate() != rate || !device_->prepare())) device_.reset();
  if (!device_) device_ = Device::open(name_, rate);
  return device_ != nullptr;
}

bool AlsaSink::write(std::span<const std::int16_t> samples) {
  if (!device_) return false;
  if (device_->write(samples)) return true;
  device_.reset();
  return false;
}

void AlsaSink::stop() {
  if (device_) device_->drop();
}

}  // namespace devices
